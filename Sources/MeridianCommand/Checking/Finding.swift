import MeridianCore
import Specification

/// One thing that the project doctor found.
struct Finding: Hashable, Sendable, Encodable {
    var severity: Diagnostic.Severity
    /// As it is printed: `MER-4002`.
    var code: String
    /// Where it is, when it is in a file.
    var file: String?
    /// From 1.
    var line: Int?
    /// From 1.
    var column: Int?
    var message: String
    /// How to mend it.
    var mend: String
    /// The line of the file.
    var source: String?

    init(
        _ severity: Diagnostic.Severity, _ code: ErrorCode, _ message: String, mend: String? = nil, file: String? = nil
    ) {
        self.severity = severity
        self.code = code.description
        self.file = file
        self.message = message
        self.mend = mend ?? Self.mend(code)
    }

    /// A mistake in a specification.
    init(_ diagnostic: Diagnostic) {
        let place = SourceDiagnostic(diagnostic)
        severity = diagnostic.severity
        code = diagnostic.code.description
        file = diagnostic.file
        line = diagnostic.line
        column = diagnostic.column
        message = diagnostic.message
        mend = diagnostic.suggestion.map { "write '\($0)'" } ?? Self.mend(diagnostic.code)
        source = place.source
    }

    /// What is wrong with a function of the code; its place is where the code declares it.
    init(_ diagnostic: Diagnostic, in code: CodePlaces) {
        self.init(diagnostic)
        guard diagnostic.line == nil, let function = diagnostic.function else { return }
        let place = code.place(of: function)
        file = place?.file
        line = place?.line
        column = place?.column
        source = place?.source
    }

    /// A message of the compiler.
    init(_ diagnostic: SourceDiagnostic, _ code: ErrorCode) {
        severity = diagnostic.severity == "error" ? .error : .warning
        self.code = code.description
        file = diagnostic.file
        line = diagnostic.line
        column = diagnostic.column
        message = diagnostic.message
        mend = Self.mend(code)
        source = diagnostic.source
    }

    /// The place and what is wrong, the line with a mark below it, and how to mend it.
    var rendered: String {
        let message = "\(code): \(message)"
        let text =
            file.map {
                SourceDiagnostic(
                    file: $0, line: line, column: column, severity: severity.rawValue, message: message, source: source
                ).rendered
            } ?? "\(severity.rawValue): \(message)"
        return text + "\n  mend: \(mend)"
    }

    private static func mend(_ code: ErrorCode) -> String {
        ErrorCatalog.explanation(of: code)?.mend ?? "`meridian explain \(code)` tells more"
    }
}

extension [Finding] {
    /// What a failure of a command says, as findings.
    init(_ error: any Error) {
        switch error {
        case let error as SpecificationError:
            self = error.diagnostics.map(Finding.init)
        default:
            let failure = CommandFailure(error)
            let places = failure.diagnostics.map { Finding($0, failure.code) }
            self = places.isEmpty ? [Finding(.error, failure.code, failure.message)] : places
        }
    }
}
