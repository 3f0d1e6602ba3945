public import MeridianCore

/// The cause of ``MeridianCore/ErrorCode/documentConflict``: which document was not as expected.
public struct DocumentConflict: Error, Hashable, Sendable, CustomStringConvertible {
    public var key: DocumentKey
    public var expected: DocumentCondition
    /// The revision of the document; `nil` when there is none.
    public var actual: Revision?

    public init(key: DocumentKey, expected: DocumentCondition, actual: Revision?) {
        self.key = key
        self.expected = expected
        self.actual = actual
    }

    public var description: String {
        let state = actual.map { "is at revision \($0)" } ?? "does not exist"
        switch expected {
        case .any: return "'\(key)' \(state)"
        case .absent: return "'\(key)' \(state), and was to be new"
        case .revision(let expected): return "'\(key)' \(state), not at \(expected) as expected"
        }
    }

    /// What a store throws.
    public var error: MeridianError {
        MeridianError(.documentConflict, description, status: 409, cause: self)
    }
}
