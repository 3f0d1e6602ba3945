import Foundation
import MeridianCore
import Specification

/// Why a command ends without having done what it was asked to.
struct CommandFailure: Error, Sendable {
    var code: ErrorCode
    var message: String
    var status: ExitStatus
    /// Mistakes with their places, when there are any.
    var diagnostics: [SourceDiagnostic]
    var requestID: String?

    init(
        _ code: ErrorCode, _ message: String, status: ExitStatus? = nil, diagnostics: [SourceDiagnostic] = [],
        requestID: String? = nil
    ) {
        self.code = code
        self.message = message
        self.status = status ?? ExitStatus(code)
        self.diagnostics = diagnostics
        self.requestID = requestID
    }

    /// Takes over any error.
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure:
            self = failure
        case let error as MeridianError:
            self.init(error.code, error.message)
        case let error as SpecificationError:
            let only = error.errors.count == 1 ? error.errors.first : nil
            self.init(
                only?.code ?? .invalidSpecification,
                only?.message ?? "\(error.errors.count) mistakes in \(error.diagnostics[0].file)",
                diagnostics: error.diagnostics.map(SourceDiagnostic.init))
        case is CancellationError:
            self.init(.unexpectedFailure, "interrupted")
        default:
            self.init(.unexpectedFailure, error.localizedDescription)
        }
    }

    private struct Document: Encodable {
        struct Content: Encodable {
            var code: String
            var message: String
            var exitStatus: Int32
            var requestID: String?
            var diagnostics: [SourceDiagnostic]?
        }

        var error: Content
    }

    /// Tells standard error.
    func report(asJSON: Bool) {
        guard !asJSON else {
            let content = Document.Content(
                code: code.description, message: message, exitStatus: status.rawValue, requestID: requestID,
                diagnostics: diagnostics.isEmpty ? nil : diagnostics)
            StandardError.write(CommandJSON.text(Document(error: content)) + "\n")
            return
        }
        for diagnostic in diagnostics { StandardError.write(diagnostic.rendered + "\n") }
        StandardError.write("error: \(code): \(message)\n")
    }
}
