import HTTPTransport
import Logging
import MeridianCore
import NIOCore
import Synchronization

/// One invocation: gathers the body, runs the handler, answers, and ends the handler that takes too long.
///
/// What is immutable is read from any thread, through ``Context``. What changes belongs to the event loop; the checks
/// of exclusive access that it is spared were a tenth of the framework's share of a request.
final class Execution: @unchecked Sendable {
    let function: BoundFunction
    let table: FunctionTable
    let head: RequestHead
    let eventLoop: any EventLoop
    let deadline: ContinuousInstant?
    let trigger: BoundTrigger
    /// What a platform says beside the request.
    let platform: (any AnyObject & Sendable)?
    /// What middleware hands on, and the objects of the request; `nil` while there is nothing.
    let belongings = Mutex<Belongings?>(nil)

    /// The invocation that code runs in. Bound only where something belongs to a request.
    @TaskLocal static var current: Execution?

    /// The caller, until it has its answer or went away.
    @exclusivity(unchecked) var responder: (any ExchangeResponder)?
    /// Whether the head of a streaming response has been sent.
    @exclusivity(unchecked) var hasBegun = false
    @exclusivity(unchecked) var hasRun = false
    /// The body, or what has come of it.
    @exclusivity(unchecked) var body: ByteBuffer?
    /// Set when the invocation outlives the call that began it.
    @exclusivity(unchecked) var course: Course?
    /// Set when someone observes.
    @exclusivity(unchecked) var observation: Observation?

    /// - Parameter head: With an `x-request-id`.
    init(
        _ function: BoundFunction, trigger: BoundTrigger, table: FunctionTable, head: consuming RequestHead,
        timeout: TimeAmount?, responder: any ExchangeResponder
    ) {
        self.function = function
        self.trigger = trigger
        self.table = table
        self.head = consume head
        self.eventLoop = responder.eventLoop
        self.platform = responder.platform
        self.deadline = timeout.map { table.now.advanced(by: $0.nanoseconds) }
        self.responder = responder
    }

    var isRequest: Bool { trigger.pattern != nil }

    var requestID: String { head.fields[RequestID.fieldName] ?? "" }

    func makeLogger() -> Logger {
        var logger = table.logs.makeLogger(table.identity.service, function.name)
        logger[metadataKey: "request-id"] = .string(requestID)
        return logger
    }

    /// - Returns: Whether parts of the body, or news of the caller, are still of interest.
    func start() -> Bool {
        let mayHaveBody = head.method != .get && head.method != .head
        var announced = 0
        if mayHaveBody, let limit = function.body.limit, let length = head.fields.number("content-length") {
            guard length <= limit else {
                refuseBody(limit: limit)
                return false
            }
            announced = length
        }
        guard !function.body.isStream else {
            going.stream = BodyStream { [weak self] bytes in
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
        going.announcedBytes = announced
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
        let request = Request(execution: self, body: body ?? ByteBuffer(), stream: course?.stream)
        let context = Context(execution: self)
        switch trigger.handler {
        case .synchronous(let handler):
            do {
                answer(try handler(request, context))
            } catch {
                answer(throwing: error)
            }
        case .asynchronous(let handler):
            armTimer()
            going.task = Task {
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
        if let course {
            self.course = nil
            course.end()
        }
        observation?.end(Context(execution: self))
        observation = nil
    }
}
