import HTTPTransport
import MeridianCore
import NIOCore
import Wire

/// One request on its way through the engine: waiting, then on a stream of an instance, then over.
///
/// Lives on the pool's event loop.
final class EngineInvocation: ExchangeReceiver, @unchecked Sendable {
    enum Phase {
        case waiting, running, over
    }

    let function: Int
    let trigger: Int
    let request: RequestHead
    let responder: any ExchangeResponder
    private unowned let pool: InstancePool

    private(set) var phase = Phase.waiting
    private(set) var instance: Instance?
    private(set) var stream = StreamID.connection
    /// The worker's side of it, where that does not speak the wire.
    private(set) var call: (any WorkerCall)?
    /// When the caller is answered 503 (while waiting) or 504 (while running).
    var deadline = NIODeadline.distantFuture
    /// The worker's answer has begun to go out.
    var answerStarted = false
    /// The head of the answer, held back until it is clear whether the whole answer is at hand.
    var heldHead: ResponseHead?

    private var body = OutgoingBody()
    /// Bytes of the answer that the caller has not taken yet.
    private var unconsumedAnswer = 0

    init(
        function: Int, trigger: Int, request: RequestHead, responder: any ExchangeResponder, pool: InstancePool
    ) {
        self.function = function
        self.trigger = trigger
        self.request = request
        self.responder = responder
        self.pool = pool
    }

    // MARK: Towards the worker

    func didOpen(_ stream: StreamID, on instance: Instance, deadline: NIODeadline) {
        self.stream = stream
        self.instance = instance
        self.deadline = deadline
        phase = .running
        sendBody()
    }

    /// As ``didOpen(_:on:deadline:)``, for a worker that is reached through an adapter.
    func didBegin(_ call: any WorkerCall, on instance: Instance, deadline: NIODeadline) {
        self.call = call
        self.instance = instance
        self.deadline = deadline
        phase = .running
        call.begin()
        sendBody()
    }

    /// The worker has let go of it.
    func callEnded() {
        call = nil
    }

    func exchangeReceived(_ bytes: ByteBuffer, isLast: Bool) {
        guard phase != .over else { return responder.consumed(bytes.readableBytes) }
        body.append(bytes)
        if isLast { body.isEnded = true }
        if phase == .running { sendBody() }
    }

    /// Sends what the worker's credit allows and lets as much come after it.
    func sendBody() {
        guard let instance, body.readableBytes > 0 || body.isEnded else { return }
        let before = body.readableBytes
        if let call { send(to: call) } else { instance.send(stream, &body) }
        let sent = before - body.readableBytes
        if sent > 0 { responder.consumed(sent) }
    }

    /// A call may end within, and with it the body, so it does not get the body in its place.
    private func send(to call: any WorkerCall) {
        var waiting = OutgoingBody()
        swap(&waiting, &body)
        call.send(&waiting)
        if phase != .over { swap(&waiting, &body) }
    }

    func exchangeCancelled(_ error: MeridianError) {
        guard phase != .over else { return }
        let wasRunning = phase == .running
        over()
        if wasRunning {
            instance?.cancel(self)
        } else {
            pool.didGiveUpWaiting()
        }
    }

    // MARK: Towards the caller

    func answer(_ bytes: ByteBuffer, isEnd: Bool) {
        if let head = heldHead {
            heldHead = nil
            answerStarted = true
            if isEnd {
                over()
                return responder.respond(head, body: bytes)
            }
            responder.start(head)
        }
        if bytes.readableBytes > 0 {
            if responder.write(bytes) && unconsumedAnswer == 0 {
                didConsume(bytes.readableBytes)
            } else {
                unconsumedAnswer += bytes.readableBytes
            }
        }
        if isEnd {
            over()
            responder.end()
        }
    }

    /// The answer's body is longer than what came with its head: let the head go.
    func releaseHead() {
        guard let head = heldHead else { return }
        heldHead = nil
        answerStarted = true
        responder.start(head)
    }

    func exchangeBecameWritable() {
        guard phase == .running, unconsumedAnswer > 0 else { return }
        let bytes = unconsumedAnswer
        unconsumedAnswer = 0
        didConsume(bytes)
    }

    private func didConsume(_ bytes: Int) {
        if let call { call.consumed(bytes) } else { instance?.consumed(stream, bytes) }
    }

    func fail(_ error: MeridianError) {
        guard phase != .over else { return }
        over()
        responder.fail(error)
    }

    private func over() {
        phase = .over
        body.clear()
    }
}
