/// Something that surrounds functions: an ``Interceptor`` or a ``Middleware``.
///
/// Layers are put around a function once, when the app is set up, in this order from the outside: those of plug-ins in
/// the order in which they start, those of the app as ``FunctionApp/middleware`` lists them, those of the groups from
/// the outer to the inner, those of the function. Of one list the first is outermost.
public protocol FunctionLayer: Sendable {
    /// What calls of a function it surrounds; those over HTTP unless it says otherwise.
    var triggers: TriggerKinds { get }

    /// Changes a function when it is declared: its options, its triggers. It shows in the manifest.
    func prepare(_ function: inout Function)
}

extension FunctionLayer {
    public var triggers: TriggerKinds { .http }

    public func prepare(_ function: inout Function) {}
}

/// Kinds of calls of a function.
public struct TriggerKinds: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Requests over HTTP.
    public static let http = TriggerKinds(rawValue: 1)
    /// Timers, events and queues.
    public static let background = TriggerKinds(rawValue: 2)
    public static let all: TriggerKinds = [.http, .background]
}
