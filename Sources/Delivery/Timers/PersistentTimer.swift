public import MeridianCore
public import Persistence

/// Fires one timer.
///
/// A run is an event that is accepted under a key made of the timer and the moment, and only then is the moment written
/// down. A platform that dies in between fires it again when it is back, and the queue knows the key.
public struct PersistentTimer: Sendable {
    /// What becomes of moments that passed while nobody could fire.
    public enum CatchUp: String, Sendable, Codable, CaseIterable {
        /// They are passed over.
        case skip
        /// The timer is fired once for all of them, with the first of them as its moment.
        case once

        /// What is done where nothing was said: a schedule that goes on skips, and one that has a single moment would
        /// never run if that were passed over.
        public static func usual(for schedule: TimerTrigger.Schedule) -> CatchUp {
            if case .at = schedule { .once } else { .skip }
        }
    }

    /// Accepts runs.
    public protocol Sink: Sendable {
        /// - Parameters:
        ///   - due: The moment that the schedule asked for.
        ///   - key: What makes this run one of its own.
        func accept(_ timer: TimerID, due: Timestamp, key: String) async throws -> EventID

        func isPending(_ event: EventID, of timer: TimerID) async throws -> Bool
    }

    /// The longest sleep: after it the clock is read again, for it may have been set.
    private static let longestSleep = Duration.seconds(60)
    private static let pauseAfterFailure = Duration.seconds(1)

    let id: TimerID
    let trigger: TimerTrigger
    let catchUp: CatchUp
    let zone: ZoneOffset
    let zoneName: String
    let ledger: TimerLedger
    let clock: DeliveryClock
    let sink: any Sink
    let report: @Sendable (any Error) -> Void

    /// - Parameters:
    ///   - catchUp: The usual for the schedule unless it is given.
    ///   - zoneName: Tells schedules apart that differ in their zone only.
    ///   - report: Called when a run can't be accepted; it is tried again.
    public init(
        _ id: TimerID, _ trigger: TimerTrigger, catchUp: CatchUp? = nil, zone: ZoneOffset = .utc,
        zoneName: String = "UTC", ledger: TimerLedger, clock: DeliveryClock = .system, sink: any Sink,
        report: @escaping @Sendable (any Error) -> Void
    ) {
        self.id = id
        self.trigger = trigger
        self.catchUp = catchUp ?? .usual(for: trigger.schedule)
        self.zone = zone
        self.zoneName = zoneName
        self.ledger = ledger
        self.clock = clock
        self.sink = sink
        self.report = report
    }

    /// Fires until the task is cancelled or the schedule has no more moments.
    public func run() async {
        // The moment that is waited for is the first after this one; `nil` when only moments to come count.
        var after = catchUp == .once ? Timestamp(milliseconds: 0) : nil
        while !Task.isCancelled {
            do {
                guard try await fireNext(&after) else { return }
            } catch is CancellationError {
                return
            } catch let error as MeridianError where error.code == .documentConflict {
                continue
            } catch {
                report(error)
                do { try await clock.sleep(Self.pauseAfterFailure) } catch { return }
            }
        }
    }

    /// - Returns: Whether there was a moment.
    private func fireNext(_ after: inout Timestamp?) async throws -> Bool {
        let (opened, revision) = try await opened()
        var record = opened
        let begin = max(record.last, after ?? clock.now())
        // A moment at which the run can't be accepted is not passed over.
        after = begin
        guard let schedule = TimerSchedule(trigger.schedule, since: record.since, zone: zone),
            let due = schedule.next(after: begin)
        else { return false }
        while case let rest = due.milliseconds - clock.now().milliseconds, rest > 0 {
            try await clock.sleep(min(.milliseconds(rest), Self.longestSleep))
        }
        try Task.checkCancellation()
        // A timer waits for the end of a run before the next.
        var isRunning = false
        if let event = record.event { isRunning = try await sink.isPending(EventID(event), of: id) }
        if !isRunning {
            let key = "timer \(id.trigger) \(record.schedule) \(due)"
            record.event = try await sink.accept(id, due: due, key: key).rawValue
            record.fired = due
        }
        record.last = due
        _ = try await ledger.write(record, of: id, over: revision)
        after = nil
        return true
    }

    private func opened() async throws -> (TimerRecord, Revision) {
        let schedule = description
        let existing = try await ledger.read(id)
        if let existing, existing.record.schedule == schedule { return existing }
        let record = TimerRecord(schedule: schedule, since: clock.now())
        return (record, try await ledger.write(record, of: id, over: existing?.revision))
    }

    private var description: String {
        switch trigger.schedule {
        case .cron(let text): "cron \(text) \(zoneName)"
        case .every(let seconds): "every \(seconds)"
        case .at(let moment): "at \(moment)"
        }
    }
}
