import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@testable import MacroExpansions

enum Expansion {
    private static let macros: [String: MacroSpec] = [
        "Functions": MacroSpec(type: FunctionsExpansion.self, conformances: ["FunctionGroup", "Sendable"]),
        "HTTP": MacroSpec(type: TriggerExpansion.self),
        "Timer": MacroSpec(type: TriggerExpansion.self),
        "Event": MacroSpec(type: TriggerExpansion.self),
        "Queue": MacroSpec(type: TriggerExpansion.self),
        "Check": MacroSpec(type: CheckExpansion.self),
        "JSONCodable": MacroSpec(
            type: JSONCodableExpansion.self, conformances: ["JSONDecodable", "JSONEncodable", "Decodable", "Encodable"]),
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
