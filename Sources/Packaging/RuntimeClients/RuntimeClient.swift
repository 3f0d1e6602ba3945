public import MeridianCore

/// The program that calls a handler written for one of Lambda's managed runtimes: on Lambda the runtime has it, here it
/// goes into the package.
public struct RuntimeClient: Sendable {
    /// Its path in the package, where ``Runtime/standardCommand(_:)`` looks for it.
    public let path: String
    public let text: String

    /// - Returns: `nil` when the command of the specification runs something else.
    public static func wanted(by program: ForeignProgram?) -> RuntimeClient? {
        guard let program, program.contract == .lambda else { return nil }
        return [node, python].first { program.command.contains($0.path) }
    }
}
