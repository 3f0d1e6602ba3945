public import MeridianCore

/// One thing that is wrong with a specification.
///
/// Its text has the form that compilers use, so that editors can jump to the place:
/// `meridian.yml:4:3: error: MER-4002: unknown key 'memorysize' in provider; did you mean 'memorySize'?`
public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
    /// How much it matters.
    public enum Severity: String, Hashable, Sendable, Codable, Comparable {
        /// Good to know.
        case note
        /// It works, though hardly as it was meant.
        case warning
        /// It does not work.
        case error

        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .error: 2
            }
        }
    }

    public var code: ErrorCode
    public var severity: Severity
    public var message: String
    /// The path of the file as the person gave it.
    public var file: String
    /// From 1; `nil` when the mistake is not in the file.
    public var line: Int?
    /// From 1, counted in Unicode scalars.
    public var column: Int?
    /// The word that was probably meant.
    public var suggestion: String?
    /// The function that it is about, when it is about what the code says of one.
    public var function: FunctionName?

    public init(
        code: ErrorCode, severity: Severity = .error, message: String, file: String, position: SourcePosition? = nil,
        suggestion: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.file = file
        self.line = position?.line
        self.column = position?.column
        self.suggestion = suggestion
    }

    /// The number and the message with the suggestion, without the place.
    public var text: String {
        "\(code): \(message)" + (suggestion.map { "; did you mean '\($0)'?" } ?? "")
    }

    public var description: String {
        guard let line, let column else { return "\(file): \(severity): \(text)" }
        return "\(file):\(line):\(column): \(severity): \(text)"
    }
}
