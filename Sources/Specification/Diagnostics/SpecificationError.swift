public import MeridianCore

/// Everything that is wrong with a specification, in the order of the file.
public struct SpecificationError: Error, Sendable, CustomStringConvertible {
    /// At least one error, and warnings that may tell its cause.
    public let diagnostics: [Diagnostic]

    /// - Parameter diagnostics: At least one.
    public init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics.sorted { left, right in
            (left.line ?? 0, left.column ?? 0) < (right.line ?? 0, right.column ?? 0)
        }
    }

    /// What is wrong, without the warnings.
    public var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

    /// One diagnostic a line.
    public var description: String {
        diagnostics.map(\.description).joined(separator: "\n")
    }

    /// The same as one error with status 400: under its own number when there is one,
    /// under ``MeridianCore/ErrorCode/invalidSpecification`` when there are more.
    public var meridianError: MeridianError {
        let errors = errors
        guard errors.count != 1 else {
            let only = errors[0]
            let place = only.line.flatMap { line in only.column.map { ":\(line):\($0)" } } ?? ""
            let hint = only.suggestion.map { "; did you mean '\($0)'?" } ?? ""
            return MeridianError(only.code, "\(only.file)\(place): \(only.message)\(hint)", status: 400)
        }
        return MeridianError(
            .invalidSpecification, "\(errors.count) errors in the specification:\n\(description)", status: 400)
    }
}
