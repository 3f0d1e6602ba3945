import MacroExpansions
import SwiftCompilerPlugin
import SwiftSyntaxMacros

// The compiler finds a macro by the module and the name of its type. What the macros do is in a target of its own: tests
// of a macro target would have all tests, and all that they need, built a second time for the machine that compiles.

final class FunctionsMacro: FunctionsExpansion {}
final class HTTPMacro: TriggerExpansion {}
final class TimerMacro: TriggerExpansion {}
final class EventMacro: TriggerExpansion {}
final class QueueMacro: TriggerExpansion {}
final class CheckMacro: CheckExpansion {}
final class JSONCodableMacro: JSONCodableExpansion {}

@main
struct Plugin: CompilerPlugin {
    let providingMacros: [any Macro.Type] = [
        FunctionsMacro.self, HTTPMacro.self, TimerMacro.self, EventMacro.self, QueueMacro.self, CheckMacro.self,
        JSONCodableMacro.self,
    ]
}
