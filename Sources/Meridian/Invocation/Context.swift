public import Logging
public import MeridianCore
public import NIOCore

/// What surrounds one invocation: its name, its time, where to log.
public struct Context: Sendable {
    let execution: Execution

    /// The id under which the caller, the log and the trace know this invocation.
    public var requestID: String { execution.requestID }

    /// Whether a request over HTTP is served, and no timer, event or queue.
    public var isRequest: Bool { execution.isRequest }

    /// Method, target and fields of the request as they came.
    public var head: RequestHead { execution.head }

    /// The moment at which the invocation is cancelled and its caller answered 504; `nil` without a timeout.
    public var deadline: ContinuousClock.Instant? { execution.deadline?.instant }

    /// The time until the deadline, not below zero; `nil` without a timeout.
    public var remaining: Duration? {
        execution.deadline.map { .nanoseconds(max(0, $0.nanoseconds - execution.table.now.nanoseconds)) }
    }

    /// Logs under the name of the function, with the request id.
    public var logger: Logger { execution.makeLogger() }

    /// The invocation's place in a distributed trace; `nil` where nobody traces. Hand it on to whom you call, or a
    /// `child()` of it where you record a span of your own.
    public var traceContext: TraceContext? { TraceContext(fields: execution.head.fields) }

    /// The name of the function.
    public var function: String { execution.function.name }

    /// The name of the service.
    public var service: String { execution.table.identity.service }

    /// The number of the release; `nil` when the package runs as an app.
    public var release: Int? { execution.table.identity.release }

    /// The loop on which the request came in. Handlers without `await` run on it.
    public var eventLoop: any EventLoop { execution.eventLoop }
}
