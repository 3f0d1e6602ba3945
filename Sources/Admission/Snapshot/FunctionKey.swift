public import MeridianCore

/// A function as rules know it.
public struct FunctionKey: Sendable, Hashable, CustomStringConvertible {
    public let service: ServiceName
    public let function: FunctionName

    public init(_ service: ServiceName, _ function: FunctionName) {
        self.service = service
        self.function = function
    }

    public var description: String { "\(service)/\(function)" }
}
