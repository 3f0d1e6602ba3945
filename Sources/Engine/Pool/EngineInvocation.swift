import Admission
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
    /// That it may run; `nil` for what the platform itself wants, and once it is given back.
    private(set) var permit: Permit?

    private(set) var phase = Phase.waiting
    private(set) var instance: Instance?
    private(set) var stream = StreamID.connection
    /// The worker's side of it, where that does not speak the wire.
    private(set) var call: (any WorkerCall)?
    /// When the caller is answered 503 (while waiting) or 504 (while running).
    var deadline = NIODeadline.distantFuture
    /// Its caller waits no longer than until ``deadline``, which is before the platform gives up.
    var isCallersDeadline = false
    /// There was no instance ready for it, so its wait tells how long a start takes.
    var awaitsStart = false
    /// The worker's answer has begun to go out.
    var answerStarted = false
    /// The head of the answer, held back until it is clear whether the whole answer is at hand.
    var heldHead: ResponseHead?

    private var body = OutgoingBody()
    private var status = 0
    /// When an instance got it, by the clock of admission; 0 as long as none has.
    private var beganAt: Nanoseconds = 0
    /// The instance was still starting when it got this.
    private var isCold = false
    /// Bytes of the answer that the caller has not taken yet.
    private var unconsumedAnswer = 0

    init(
        function: Int, trigger: Int, request: RequestHead, responder: any ExchangeResponder, permit: Permit?,
        pool: InstancePool
    ) {
        self.function = function
        self.trigger = trigger
        self.request = request
        self.responder = responder
        self.permit = permit
        self.pool = pool
    }

    // MARK: Towards the worker

    func didOpen(_ stream: StreamID, on instance: Instance, deadline: NIODeadline) {
        self.stream = stream
        began(on: instance, deadline: deadline)
        sendBody()
    }

    /// As ``didOpen(_:on:deadline:)``, for a worker that is reached through an adapter.
    func didBegin(_ call: any WorkerCall, on instance: Instance, deadline: NIODeadline) {
        self.call = call
        began(on: instance, deadline: deadline)
        call.begin()
        sendBody()
    }

    private func began(on instance: Instance, deadline: NIODeadline) {
        self.instance = instance
        self.deadline = deadline
        phase = .running
        let pulse = pool.pulse
        let now = pulse.clock.now()
        beganAt = now
        if instance.firstCallAt == nil { instance.firstCallAt = .now() }
        isCold = awaitsStart || instance.state == .starting
        guard let waitingSince = permit?.since else { return }
        pulse.admission.started(&permit!, now: now, isCold: isCold)
        pool.figures.began(function: function, after: now - waitingSince, isCold: isCold)
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
        over(.cancelled)
        if wasRunning {
            instance?.cancel(self)
        } else {
            pool.didGiveUpWaiting()
        }
    }

    // MARK: Towards the caller

    /// Tells the caller's side how it began, right before its answer.
    private func tellBeginning() {
        guard beganAt != 0, let instance else { return }
        if instance.firstAnswerAt == nil { instance.firstAnswerAt = .now() }
        responder.began(
            CallBeginning(
                began: beganAt, instance: instance.pid, isCold: isCold, spawn: isCold ? instance.spawnTime : 0,
                initialization: isCold ? instance.initializationTime : 0))
    }

    func answer(_ bytes: ByteBuffer, isEnd: Bool) {
        if let head = heldHead {
            heldHead = nil
            answerStarted = true
            status = head.status
            tellBeginning()
            if isEnd {
                over(status >= 500 ? .failed : .succeeded)
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
            over(status >= 500 ? .failed : .succeeded)
            responder.end()
        }
    }

    /// The answer's body is longer than what came with its head: let the head go.
    func releaseHead() {
        guard let head = heldHead else { return }
        heldHead = nil
        answerStarted = true
        status = head.status
        tellBeginning()
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
        over(.failed)
        tellBeginning()
        responder.fail(error)
    }

    /// It waited too long.
    func expire(_ error: MeridianError, because reason: Rejection.Reason) {
        guard phase == .waiting else { return }
        if let permit {
            self.permit = nil
            pool.pulse.admission.expired(permit, because: reason, now: pool.pulse.clock.now())
        }
        fail(error)
    }

    private func over(_ outcome: AdmissionOutcome) {
        phase = .over
        body.clear()
        guard let permit else { return }
        self.permit = nil
        pool.pulse.admission.finished(permit, outcome, now: pool.pulse.clock.now())
    }
}
