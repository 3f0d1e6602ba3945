/// The state of a document store after a commit; each commit that changes something makes the next one.
public struct Revision: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public let rawValue: Int64

    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    public init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Of a store to which nothing was ever committed.
    public static let zero = Revision(0)

    public var next: Revision { Revision(rawValue + 1) }

    public static func < (left: Revision, right: Revision) -> Bool { left.rawValue < right.rawValue }

    public var description: String { String(rawValue) }
}
