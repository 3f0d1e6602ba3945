import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// A compiler error of one of the macros, told in one sentence.
struct Complaint: DiagnosticMessage {
    let id: String
    let message: String

    init(_ id: String, _ message: String) {
        self.id = id
        self.message = message
    }

    var diagnosticID: MessageID { MessageID(domain: "Meridian", id: id) }
    var severity: DiagnosticSeverity { .error }
}

/// What the editor offers to do about a complaint.
struct Remedy: FixItMessage {
    let message: String

    var fixItID: MessageID { MessageID(domain: "Meridian", id: message) }
}

extension MacroExpansionContext {
    func complain(_ id: String, _ message: String, at node: some SyntaxProtocol, fixIts: [FixIt] = []) {
        diagnose(Diagnostic(node: Syntax(node), message: Complaint(id, message), fixIts: fixIts))
    }
}
