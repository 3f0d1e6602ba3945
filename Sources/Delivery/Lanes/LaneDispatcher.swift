import MeridianCore
import NIOCore
import Persistence

/// Works off one lane: leases what is due, has it delivered, and settles what came of it.
///
/// An event that is slow or fails takes one of the calls under way and nothing else, so it does not stand in the way of
/// others. Leases are renewed while their events are worked on; when the process ends, they expire.
actor LaneDispatcher {
    /// Leases that may be unsettled beside those of calls under way.
    private static let mostUnsettled = 1_000
    /// Events that are leased ahead or settled in one change: those who wait to have theirs accepted wait for it as well.
    static let portion = 256
    private static let patience = Duration.seconds(3_600)

    let lane: QueueLane
    let queue: any EventQueue
    let target: any DeliveryTarget
    let clock: DeliveryClock
    let leaseTime: Duration
    let report: @Sendable (DeliveryReport) -> Void
    var held = HeldEvents()
    var flow = DeliveryFlow(limit: 1)
    var policy = LanePolicy()
    /// What came of calls that nobody has looked at.
    private let told = ToldOutcomes()
    /// Calls under way.
    private var running = 0
    /// Events whose calls have ended since events were leased the last time.
    private var ended = 0
    private var isStopping = false
    private var isSettling = false
    private var room: CheckedContinuation<Void, Never>?
    /// What the loop waits for, to be cancelled when it is to end.
    private var waiting: Task<[LeasedEvent], any Error>?

    init(
        lane: QueueLane, queue: any EventQueue, target: any DeliveryTarget, clock: DeliveryClock, leaseTime: Duration,
        report: @escaping @Sendable (DeliveryReport) -> Void
    ) {
        self.lane = lane
        self.queue = queue
        self.target = target
        self.clock = clock
        self.leaseTime = leaseTime
        self.report = report
    }

    /// Goes on until ``stop()`` or until the queue is closed, and returns when what was begun is settled.
    func run() async {
        let renewal = Task { await renewLeases() }
        // Leased, and not yet begun.
        var ready: ArraySlice<[DueCall]> = []
        while !isStopping {
            if let pause = flow.pause(at: clock.now()), !ready.isEmpty {
                await giveBack(ready, until: pause, "it took no more calls")
                ready = []
                await settle()
            } else if !ready.isEmpty {
                await waitForRoom { self.running < self.flow.window }
                guard !isStopping else { break }
                guard flow.pause(at: clock.now()) == nil else { continue }
                let next = ready.prefix(flow.window - running)
                ready.removeFirst(next.count)
                begin(Array(next))
            } else if let leased = await lease() {
                ready = await batches(of: leased)[...]
                await settle()
            } else {
                break
            }
        }
        // They were leased in vain, and that was no try.
        for call in ready.joined() { held.decide(call.event.id, .postponed(until: clock.now())) }
        await settle()
        while running > 0 || isSettling { await withCheckedContinuation { room = $0 } }
        renewal.cancel()
        await renewal.value
    }

    /// Begins nothing more.
    func stop() {
        isStopping = true
        waiting?.cancel()
        wakeForRoom()
    }

    // MARK: Leasing

    /// - Returns: `nil` when no more are to come.
    private func lease() async -> [LeasedEvent]? {
        policy = await target.policy()
        flow.setLimit(policy.concurrency)
        await waitForRoom { self.running < self.flow.window && self.held.count < Self.mostUnsettled }
        guard !isStopping else { return nil }
        do {
            let now = clock.now()
            if let moment = flow.pause(at: now) {
                try await pause(.milliseconds(moment.milliseconds - now.milliseconds))
                return []
            }
            let wanted = min((flow.window - running) * policy.largestBatch, EventQueueLimits.batch)
            // A function that is quick gets its next events before it has asked for them.
            let limit = min(max(min(wanted + ended, Self.portion), wanted), Self.mostUnsettled - held.count)
            ended = 0
            var leased = try await take(max(limit, 1), waiting: Self.patience)
            if policy.batchWindow > .zero, !leased.isEmpty, leased.count < wanted {
                try await pause(policy.batchWindow)
                leased += try await take(wanted - leased.count, waiting: .zero)
            }
            return leased
        } catch is CancellationError {
            return isStopping ? nil : []
        } catch let error as MeridianError where error.code == .storeClosed {
            return nil
        } catch {
            report(DeliveryReport(level: .error, lane: lane, event: nil, message: "no event can be leased: \(error)"))
            _ = try? await pause(.seconds(1))
            return []
        }
    }

    private func pause(_ time: Duration) async throws {
        _ = try await wait { [clock] in
            try await clock.sleep(time)
            return []
        }
    }

    private func take(_ limit: Int, waiting patience: Duration) async throws -> [LeasedEvent] {
        let leased = try await wait { [queue, lane, leaseTime] in
            try await queue.lease(from: lane, limit: limit, for: leaseTime, waiting: patience)
        }
        for event in leased { held.add(event.lease) }
        return leased
    }

    private func wait(
        _ body: @escaping @Sendable () async throws -> [LeasedEvent]
    ) async throws -> [LeasedEvent] {
        let task = Task(operation: body)
        waiting = task
        defer { waiting = nil }
        return try await task.value
    }

    private func waitForRoom(_ hasRoom: () -> Bool) async {
        while !isStopping, !hasRoom() { await withCheckedContinuation { room = $0 } }
    }

    private func wakeForRoom() {
        room?.resume()
        room = nil
    }

    // MARK: Delivering

    private func begin(_ batches: [[DueCall]]) {
        running += batches.count
        target.begin(batches) { [told] position, outcome in
            guard told.add(outcome, of: batches[position]) else { return }
            Task { await self.takeOutcomes() }
        }
    }

    private func takeOutcomes() async {
        for one in told.take() {
            let left = judge(one.batch, one.outcome)
            if left.isEmpty {
                end(one.batch)
            } else {
                // It holds up nobody else.
                Task {
                    await handOn(left)
                    end(one.batch)
                    await settle()
                }
            }
        }
        await settle()
    }

    private func end(_ batch: [DueCall]) {
        running -= 1
        ended = flow.pause(at: clock.now()) == nil ? ended + batch.count : 0
        wakeForRoom()
    }

    /// Settles everything that is decided; what is decided meanwhile is settled together after it.
    func settle() async {
        guard !isSettling else { return }
        isSettling = true
        defer {
            isSettling = false
            wakeForRoom()
        }
        while case let settlements = held.takeDecided(Self.portion), !settlements.isEmpty {
            do {
                let settled = try await queue.settle(settlements)
                for (settlement, isSettled) in zip(settlements, settled) where !isSettled {
                    report(
                        DeliveryReport(
                            level: .debug, lane: lane, event: settlement.lease.id,
                            message: "the lease was lost; the event comes again"))
                }
            } catch {
                // The leases expire, and the events come again.
                report(
                    DeliveryReport(
                        level: .error, lane: lane, event: nil,
                        message: "what came of \(settlements.count) events can't be kept: \(error)"))
            }
            held.remove(settlements)
            wakeForRoom()
        }
    }
}
