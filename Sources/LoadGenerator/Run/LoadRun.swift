import MeridianCore
import NIOCore
import NIOPosix

/// A plan under way, on one event loop: sends what is due, whatever has become of what was sent before.
final class LoadRun: @unchecked Sendable {
    /// One request.
    struct Request {
        let target: Int
        /// Nanoseconds from the beginning.
        let intended: Int64
        /// 0 for the first try.
        var attempt = 0
    }

    /// Requests are looked for this often, and each is timed from its own moment.
    private static let tick = TimeAmount.microseconds(500)
    /// What takes too long is looked for this often, in nanoseconds.
    private static let lookEvery: Int64 = 10_000_000

    private let plan: LoadPlan
    private let eventLoop: any EventLoop
    private let mix: TargetMix
    /// By target and attempt.
    private let messages: [(bytes: [ByteBuffer], isHead: Bool)]
    private let promise: EventLoopPromise<LoadRecorder>
    private let onSecond: (@Sendable (Int, LoadRecorder.Second) -> Void)?
    private var recorder: LoadRecorder
    private var schedule: ArrivalSchedule
    private var draw: LoadDraw
    private var nextArrival: Double?
    private var begin = NIODeadline.now()
    private var free: [LoadConnection] = []
    private var busy: [ObjectIdentifier: LoadConnection] = [:]
    private var opening = 0
    private var waiting = CircularBuffer<Request>()
    private var nextLook: Int64 = 0
    private var reportedSeconds = 0
    private var isOver = false

    init(
        _ plan: LoadPlan, on eventLoop: any EventLoop, onSecond: (@Sendable (Int, LoadRecorder.Second) -> Void)?
    ) {
        self.plan = plan
        self.eventLoop = eventLoop
        self.onSecond = onSecond
        mix = TargetMix(plan.targets)
        messages = plan.targets.map { target in
            let tries = (0...max(0, plan.retries)).map { LoadMessage.bytes(of: target, to: plan, attempt: $0) }
            return (tries, target.method == .head)
        }
        promise = eventLoop.makePromise()
        recorder = LoadRecorder(targets: plan.targets.count)
        schedule = ArrivalSchedule(plan.curve, spacing: plan.spacing, seed: plan.seed)
        draw = LoadDraw(seed: plan.seed &+ 1)
    }

    func start() -> EventLoopFuture<LoadRecorder> {
        eventLoop.execute { [self] in
            begin = .now()
            nextArrival = schedule.next()
            beat()
        }
        return promise.futureResult
    }

    /// Ends before its time; what is under way is given up.
    func stop() {
        eventLoop.execute { [self] in
            nextArrival = nil
            giveUp(before: .max)
            finishIfDone()
        }
    }

    // MARK: What connections tell

    func opened(_ connection: LoadConnection) {
        opening -= 1
        reuse(connection)
    }

    func ended(_ connection: LoadConnection, _ request: Request?, _ outcome: LoadOutcome, isReusable: Bool) {
        busy[ObjectIdentifier(connection)] = nil
        let again = request.flatMap { nextTry(after: $0, outcome) }
        if let request, again == nil { note(request, outcome) }
        if isReusable {
            reuse(connection)
        } else {
            free.removeAll { $0 === connection }
            if !waiting.isEmpty { open() }
        }
        if let again { send(again) }
        finishIfDone()
    }

    /// The same request once more, if it was turned away and may be sent again.
    private func nextTry(after request: Request, _ outcome: LoadOutcome) -> Request? {
        guard request.attempt < plan.retries, outcome.isTurnedAway else { return nil }
        recorder.recordRetry(target: request.target)
        var next = request
        next.attempt += 1
        return next
    }

    // MARK: Sending

    private var elapsed: Int64 { (NIODeadline.now() - begin).nanoseconds }

    private func beat() {
        guard !isOver else { return }
        let now = elapsed
        while let arrival = nextArrival, Int64(arrival * 1e9) <= now {
            send(Request(target: mix.pick(using: &draw), intended: Int64(arrival * 1e9)))
            nextArrival = schedule.next()
        }
        if now >= nextLook {
            nextLook = now + Self.lookEvery
            giveUp(before: now - Int64(plan.timeout * 1e9))
            report(until: now)
        }
        finishIfDone()
        if !isOver { eventLoop.assumeIsolated().scheduleTask(in: Self.tick) { self.beat() } }
    }

    private func send(_ request: Request) {
        if waiting.isEmpty, let connection = free.popLast() {
            send(request, on: connection)
        } else {
            waiting.append(request)
            open()
        }
    }

    private func send(_ request: Request, on connection: LoadConnection) {
        busy[ObjectIdentifier(connection)] = connection
        let message = messages[request.target]
        connection.send(request, message.bytes[request.attempt], isHead: message.isHead)
    }

    private func reuse(_ connection: LoadConnection) {
        if let request = waiting.popFirst() {
            send(request, on: connection)
        } else if isOver {
            connection.close()
        } else {
            free.append(connection)
        }
    }

    /// Opens a connection for what waits, if there may be one more.
    private func open() {
        guard !isOver, opening < waiting.count, opening + busy.count + free.count < plan.connections else { return }
        opening += 1
        ClientBootstrap(group: eventLoop)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .connectTimeout(.nanoseconds(Int64(plan.timeout * 1e9)))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(LoadConnection(self))
                }
            }
            .connect(host: plan.host, port: plan.port)
            .assumeIsolated()
            .whenFailure { _ in self.couldNotOpen() }
    }

    private func couldNotOpen() {
        opening -= 1
        if let request = waiting.popFirst() { note(request, .broken) }
        if !waiting.isEmpty { open() }
        finishIfDone()
    }

    private func giveUp(before moment: Int64) {
        while let first = waiting.first, first.intended < moment {
            waiting.removeFirst()
            note(first, .timedOut)
        }
        for connection in busy.values where connection.request.map({ $0.intended < moment }) == true {
            connection.giveUp()
        }
    }

    // MARK: Telling

    private func note(_ request: Request, _ outcome: LoadOutcome) {
        recorder.record(
            target: request.target, intended: request.intended, ended: elapsed, outcome, isRetry: request.attempt > 0)
    }

    /// A second is told once nothing of it is under way that would be in time, or at the latest a second later.
    private func report(until now: Int64) {
        guard let onSecond else { return }
        while Int64(reportedSeconds + 2) * 1_000_000_000 <= now, reportedSeconds < recorder.seconds.count {
            onSecond(reportedSeconds, recorder.seconds[reportedSeconds])
            reportedSeconds += 1
        }
    }

    private func finishIfDone() {
        guard !isOver, nextArrival == nil, waiting.isEmpty, busy.isEmpty else { return }
        isOver = true
        for connection in free { connection.close() }
        free.removeAll()
        promise.succeed(recorder)
    }
}
