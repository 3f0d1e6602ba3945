import MeridianCore
import NIOCore
import Wire

/// Speaks with a worker that does not speak the wire. There is one for each such instance, on its pool's event loop.
///
/// The instance owns the process and its deadlines; the adapter owns the way there. It tells the instance when the
/// worker can serve (``Instance/becameReady()``) and when a call is over (``Instance/finished(_:)``), and ends it with
/// ``Instance/end(_:)`` when the worker can't be spoken with.
protocol WorkerAdapter: AnyObject {
    /// Makes ready what the process is going to look for.
    /// - Returns: Variables that tell it where that is.
    func prepare() -> EventLoopFuture<[String: String]>

    /// The process runs.
    func processStarted()

    /// A call that is to be made once the worker can take it. Nothing is sent before ``WorkerCall/begin()``.
    func call(_ invocation: EngineInvocation) -> any WorkerCall

    /// The instance is over: everything is let go of, and nothing more is reported.
    func close()
}

/// One invocation on its way through an adapter.
protocol WorkerCall: AnyObject {
    func begin()

    /// Takes what can be sent of the body now. The rest is asked for by ``EngineInvocation/sendBody()``.
    func send(_ body: inout OutgoingBody)

    /// The caller has taken this many bytes of the answer.
    func consumed(_ bytes: Int)

    /// Nobody waits for the answer any more.
    /// - Parameter lateness: Why, when the time is up rather than the caller gone.
    func cancel(because lateness: MeridianError?)
}
