public import MeridianCore

/// Is told of functions and their invocations, whatever triggers them and however they end: for traces, meters, audits.
///
/// A plug-in adds it with ``AppSetup/observe(_:)``. Everything is called on the event loop of the invocation and must
/// not block. An app without observers does nothing for them.
public protocol InvocationObserver: Sendable {
    /// A function can be called from now on. Called once for each when the app starts.
    func functionStarted(_ function: FunctionManifest)

    /// The handler of a function, with all its middleware, is about to be called.
    func beforeInvoke(_ context: Context)

    /// The caller has its answer, or can't be given one any more.
    func afterInvoke(_ context: Context, _ outcome: InvocationOutcome)
}

extension InvocationObserver {
    public func functionStarted(_ function: FunctionManifest) {}

    public func beforeInvoke(_ context: Context) {}

    public func afterInvoke(_ context: Context, _ outcome: InvocationOutcome) {}
}

/// How an invocation ended.
public struct InvocationOutcome: Sendable, Hashable {
    /// What the caller was answered; `nil` when it went away before.
    public var status: Int?
    /// From the moment the handler was called until the last of the answer was handed to the transport.
    public var duration: Duration
}

/// One invocation in the eyes of its observers. Lives on the invocation's event loop.
final class Observation {
    private let table: FunctionTable
    private let begun = ContinuousClock.now
    var status: Int?

    init(_ table: FunctionTable) {
        self.table = table
    }

    func begin(_ context: Context) {
        for observer in table.observers { observer.beforeInvoke(context) }
    }

    func end(_ context: Context) {
        let outcome = InvocationOutcome(status: status, duration: .now - begun)
        for observer in table.observers { observer.afterInvoke(context, outcome) }
    }
}
