import HTTPTransport
import Logging
import MeridianCore
import NIOCore
import Synchronization

/// One invocation: gathers the body, runs the handler, answers, and ends the handler that takes too long.
///
/// What is immutable is read from any thread, through ``Context``. What changes belongs to the event loop.
final class Execution: @unchecked Sendable {
    let function: BoundFunction
    let table: FunctionTable
    let head: RequestHead
    let eventLoop: any EventLoop
    let deadline: ContinuousClock.Instant?
    private let pattern: PathPattern?
    private let handler: Handler
    /// What middleware hands on, and the objects of the request.
    let belongings = Mutex(Belongings())

    /// The invocation that code runs in. Bound only where something belongs to a request.
    @TaskLocal static var current: Execution?

    /// The caller, until it has its answer or went away.
    var responder: (any ExchangeResponder)?
    /// Whether the head of a streaming response has been sent.
    var hasBegun = false
    var hasRun = false
    var body = ByteBuffer()
    /// What the caller says the size of the body is; 0 where it does not.
    var announcedBytes = 0
    var stream: BodyStream?
    /// The bytes that have come for the stream.
    var streamedBytes = 0
    var task: Task<Void, Never>?
    var timer: NIOScheduledCallback?
    /// Calls off the deadline that a test's clock keeps.
    var callOffDeadline: (@Sendable () -> Void)?
    /// Writers of the response's body that wait for the caller to take more.
    var blockedWriters: [CheckedContinuation<Void, any Error>] = []
    /// Set when someone observes.
    var observation: Observation?

    init(
        _ function: BoundFunction, trigger: Int, table: FunctionTable, head: consuming RequestHead,
        timeout: TimeAmount?, responder: any ExchangeResponder
    ) {
        if !head.fields.has("x-request-id") { head.fields.append(RequestID.fieldName, RequestID.make()) }
        self.function = function
        self.pattern = function.patterns[trigger]
        self.handler = function.handler(for: trigger)
        self.table = table
        self.head = head
        self.eventLoop = responder.eventLoop
        self.deadline = timeout.map { (table.time?.now ?? .now) + .nanoseconds($0.nanoseconds) }
        self.responder = responder
    }

    var isRequest: Bool { pattern != nil }

    var requestID: String { head.fields[RequestID.fieldName] ?? "" }

    func makeLogger() -> Logger {
        var logger = table.logs.makeLogger(table.identity.service, function.name)
        logger[metadataKey: "request-id"] = .string(requestID)
        return logger
    }

    /// - Returns: Whether parts of the body, or news of the caller, are still of interest.
    func start() -> Bool {
        let mayHaveBody = head.method != .get && head.method != .head
        if mayHaveBody, let limit = function.body.limit,
            let length = head.fields["content-length"].flatMap({ Int($0) })
        {
            guard length <= limit else {
                refuseBody(limit: limit)
                return false
            }
            announcedBytes = max(0, length)
        }
        guard !function.body.isStream else {
            stream = BodyStream { [weak self] bytes in
                guard let self else { return }
                self.eventLoop.execute { self.responder?.consumed(bytes) }
            }
            run()
            return responder != nil
        }
        guard mayHaveBody else {
            run()
            return responder != nil
        }
        armTimer()
        return true
    }

    func run() {
        hasRun = true
        if !table.observers.isEmpty {
            observation = Observation(table)
            observation?.begin(Context(execution: self))
        }
        guard table.bindsInvocations else { return callHandler() }
        Self.$current.withValue(self) { callHandler() }
    }

    private func callHandler() {
        let request = Request(head: head, body: body, pattern: pattern, stream: stream)
        let context = Context(execution: self)
        switch handler {
        case .synchronous(let handler):
            do {
                answer(try handler(request, context))
            } catch {
                answer(throwing: error)
            }
        case .asynchronous(let handler):
            armTimer()
            task = Task {
                do {
                    await deliver(try await handler(request, context))
                } catch {
                    eventLoop.execute { self.answer(throwing: error) }
                }
            }
        }
    }

    /// Nothing more will reach the caller: lets go of everything that belonged to the answer.
    func finish() {
        responder = nil
        task = nil
        stream = nil
        timer?.cancel()
        timer = nil
        callOffDeadline?()
        callOffDeadline = nil
        let writers = blockedWriters
        blockedWriters = []
        for writer in writers { writer.resume(throwing: CancellationError()) }
        observation?.end(Context(execution: self))
        observation = nil
    }
}
