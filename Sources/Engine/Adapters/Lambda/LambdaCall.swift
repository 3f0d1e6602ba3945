import HTTPTransport
import MeridianCore
import NIOCore
import Telemetry
import Wire

/// One invocation on its way to a program that asks for it: the request is gathered into an event, waits to be asked
/// for, and is answered by the program's own request.
final class LambdaCall: WorkerCall {
    /// What an event and an answer may have (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
    static let payloadLimit = 6 << 20

    let invocation: EngineInvocation
    private unowned let adapter: RuntimeAPIAdapter
    private var body = ByteBuffer()
    private var event = ByteBuffer()
    private var handedOver: NIODeadline?
    /// The name by which the program knows it.
    private(set) var id: String?
    /// Nobody waits for the answer any more, and the program still works on it.
    private(set) var isAbandoned = false
    private var isOver = false
    /// Tells a streamed answer's sender that more may come.
    var onConsumed: ((Int) -> Void)?

    init(_ invocation: EngineInvocation, adapter: RuntimeAPIAdapter) {
        self.invocation = invocation
        self.adapter = adapter
    }

    var requestID: String { invocation.request.fields[RequestID.fieldName] ?? RequestID.make() }

    private var function: FunctionManifest { adapter.pool.release.manifest.functions[invocation.function] }

    // MARK: The event

    func begin() {}

    func send(_ body: inout OutgoingBody) {
        while let part = body.popFirst() { self.body.writeImmutableBuffer(part) }
        guard body.isEnded || self.body.readableBytes > Self.payloadLimit, !isOver, id == nil else { return }
        let event = isDirect ? directEvent : event(function.triggers[invocation.trigger])
        self.body = ByteBuffer()
        guard event.readableBytes <= Self.payloadLimit else {
            return fail(
                MeridianError(
                    .payloadTooLarge,
                    "the request for \(adapter.pool.title) is an event of \(event.readableBytes) bytes; a program with "
                        + "the contract lambda takes \(Self.payloadLimit)", status: 413))
        }
        self.event = event
        adapter.submit(self)
    }

    private func event(_ trigger: Trigger) -> ByteBuffer {
        LambdaEvent(
            request: invocation.request, trigger: trigger, function: function.name,
            service: adapter.pool.release.service, identity: adapter.identity
        ).encode(body)
    }

    /// What the caller sent, as it is.
    private var directEvent: ByteBuffer { body.readableBytes > 0 ? body : ByteBuffer(string: "{}") }

    /// Gives the event to the program.
    func hand(over id: String) -> (head: ResponseHead, body: ByteBuffer) {
        self.id = id
        let now = NIODeadline.now()
        handedOver = now
        let timeout = adapter.pool.timeouts[invocation.function]
        invocation.deadline = now + timeout
        let deadline = Timestamp.now.milliseconds + timeout.nanoseconds / 1_000_000
        adapter.tell("START RequestId: \(id) Version: \(adapter.identity.version)", requestID: requestID)
        let fields = invocation.request.fields
        var head = ResponseHead(fields: [
            "content-type": "application/json",
            "lambda-runtime-aws-request-id": id,
            "lambda-runtime-deadline-ms": String(deadline),
            "lambda-runtime-invoked-function-arn": adapter.identity.arn,
            "lambda-runtime-trace-id": LambdaIdentity.traceHeader(fields),
        ])
        if let context = fields["x-amz-client-context"] {
            head.fields.append("lambda-runtime-client-context", context)
        }
        defer { event = ByteBuffer() }
        return (head, event)
    }

    // MARK: The answer

    /// The whole answer at once.
    func answer(_ payload: ByteBuffer) {
        guard !isOver else { return }
        if !isAbandoned {
            do throws(MeridianError) {
                let (head, body) = try LambdaAnswer.decode(
                    payload, isHTTP: isHTTP, title: adapter.pool.title)
                invocation.heldHead = head
                invocation.answer(body, isEnd: true)
            } catch {
                invocation.fail(error)
            }
        }
        finish()
    }

    /// The begin of an answer that is streamed.
    func start(_ head: ResponseHead) {
        guard !isOver, !isAbandoned else { return }
        invocation.heldHead = head
        invocation.releaseHead()
    }

    /// A part of an answer that is streamed.
    func write(_ part: ByteBuffer) {
        guard !isOver, !isAbandoned, part.readableBytes > 0 else {
            onConsumed?(part.readableBytes)
            return
        }
        invocation.answer(part, isEnd: false)
    }

    func end() {
        guard !isOver else { return }
        if !isAbandoned { invocation.answer(ByteBuffer(), isEnd: true) }
        finish()
    }

    func fail(_ report: LambdaErrorReport) {
        if isDirect, !isOver, !isAbandoned, !invocation.answerStarted {
            adapter.tell("\(function.name) failed with \(report)", requestID: requestID, level: .error)
            invocation.heldHead = ResponseHead(fields: [
                "content-type": "application/json", ActiveRelease.functionErrorField: "Unhandled",
            ])
            invocation.answer(report.document, isEnd: true)
            return finish()
        }
        fail(
            MeridianError(
                .functionReportedError, "\(adapter.pool.release.service)/\(function.name) failed with \(report)",
                status: 502))
    }

    func fail(_ error: MeridianError) {
        guard !isOver else { return }
        adapter.tell(error.message, requestID: requestID, level: .error)
        if !isAbandoned { invocation.fail(error) }
        finish()
    }

    /// Whether the caller speaks to the function as it is: what it sends is the event, what it gets is the answer.
    private var isDirect: Bool { invocation.trigger == ActiveRelease.directTrigger }

    var isHTTP: Bool {
        guard !isDirect else { return false }
        return if case .http = function.triggers[invocation.trigger] { true } else { false }
    }

    func consumed(_ bytes: Int) {
        onConsumed?(bytes)
    }

    // MARK: The end

    /// A program can't be told to stop. What the caller no longer wants runs on to its deadline; what is late takes the
    /// instance with it, as there is no other way to end it.
    func cancel(because lateness: MeridianError?) {
        guard !isOver, !isAbandoned else { return }
        guard id != nil else {
            isOver = true
            return adapter.ended(self)
        }
        isAbandoned = true
        if let lateness {
            report(isLate: true)
            adapter.instance.end(lateness)
        } else {
            adapter.instance.killDeadline = invocation.deadline
        }
    }

    /// The instance is over; nothing more is done or reported.
    func abandon() {
        isOver = true
        onConsumed = nil
    }

    private func finish() {
        isOver = true
        onConsumed = nil
        if id != nil { report() }
        adapter.ended(self)
    }

    /// The lines that end an invocation's log.
    private func report(isLate: Bool = false) {
        guard let id, let handedOver else { return }
        let duration = NIODeadline.now() - handedOver
        let requestID = requestID
        if isLate {
            let seconds = FixedPoint.text(duration.nanoseconds / 1_000_000, places: 3)
            adapter.tell(
                "\(Timestamp.now) \(id) Task timed out after \(seconds) seconds", requestID: requestID, level: .error)
        }
        adapter.tell("END RequestId: \(id)", requestID: requestID)
        adapter.tell(
            LambdaReport(
                id: id, duration: duration, initDuration: adapter.takeInitDuration(),
                memorySize: adapter.identity.memorySize, peakMemory: adapter.instance.peakMemory()
            ).description, requestID: requestID)
    }
}
