import SwiftCompilerPlugin
import SwiftSyntaxMacros

@main
struct Plugin: CompilerPlugin {
    let providingMacros: [any Macro.Type] = [
        FunctionsMacro.self, HTTPMacro.self, TimerMacro.self, EventMacro.self, QueueMacro.self, CheckMacro.self,
        JSONCodableMacro.self,
    ]
}
