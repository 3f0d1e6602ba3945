import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@testable import MeridianMacros

enum Expansion {
    private static let macros: [String: MacroSpec] = [
        "Functions": MacroSpec(type: FunctionsMacro.self, conformances: ["FunctionGroup", "Sendable"]),
        "HTTP": MacroSpec(type: HTTPMacro.self),
        "Timer": MacroSpec(type: TimerMacro.self),
        "Event": MacroSpec(type: EventMacro.self),
        "Queue": MacroSpec(type: QueueMacro.self),
        "Check": MacroSpec(type: CheckMacro.self),
        "JSONCodable": MacroSpec(
            type: JSONCodableMacro.self, conformances: ["JSONDecodable", "JSONEncodable", "Decodable", "Encodable"]),
    ]

    /// Fails the running test when `source` does not expand to `expected` with exactly these diagnostics.
    static func check(
        _ source: String, _ expected: String, diagnostics: [DiagnosticSpec] = [], applyFixIts: [String]? = nil,
        fixed: String? = nil
    ) {
        assertMacroExpansion(
            source, expandedSource: expected, diagnostics: diagnostics, macroSpecs: macros, applyFixIts: applyFixIts,
            fixedSource: fixed, indentationWidth: .spaces(4),
            failureHandler: { Issue.record("\($0.message)") })
    }
}
