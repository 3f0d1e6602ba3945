import Delivery
import Engine
import Foundation
import Meridian
import MeridianCore
import NIOCore
import Persistence
import Telemetry

/// Fires the timers of one live release: each run is accepted as an event of its function.
final class TimerRunner: Sendable {
    private let tasks: [Task<Void, Never>]

    private init(_ tasks: [Task<Void, Never>]) {
        self.tasks = tasks
    }

    /// - Returns: `nil` when the release has no timer.
    static func start(_ live: LiveRelease, reporting services: LiveServices) -> TimerRunner? {
        let (service, deliveries) = (live.release.service, services.deliveries)
        var tasks: [Task<Void, Never>] = []
        for function in live.release.manifest.functions {
            let settings = deliveries.settings.settings(of: function.name, in: service)
            for (index, trigger) in function.triggers.enumerated() {
                guard case .timer(let timer) = trigger else { continue }
                func neverFires(_ what: String) {
                    services.tell(
                        .error,
                        "\(ErrorCode.timerScheduleUnreadable): \(what) of '\(function.name)' can't be read; it never fires",
                        service: service, release: live.release.number)
                }
                guard TimerSchedule(timer.schedule, since: .now) != nil else {
                    neverFires("the schedule '\(timer.schedule)'")
                    continue
                }
                guard let zone = ZoneOffset(named: settings.timeZone ?? "UTC") else {
                    neverFires("the time zone '\(settings.timeZone ?? "")'")
                    continue
                }
                let id = TimerID(service: service, function: function.name, trigger: index)
                let persistent = PersistentTimer(
                    id, timer, catchUp: settings.catchUp, zone: zone, zoneName: settings.timeZone ?? "UTC",
                    ledger: deliveries.timers, sink: TimerSink(deliveries: deliveries, payload: timer.payload),
                    report: { error in
                        services.tell(
                            .error, "\(ErrorCode.timerFailed): the timer of '\(function.name)' can't fire: \(error)",
                            service: service, release: live.release.number)
                    })
                tasks.append(Task { await persistent.run() })
            }
        }
        return tasks.isEmpty ? nil : TimerRunner(tasks)
    }

    /// Fires no more, and returns when runs are accepted that were about to be.
    func stop() async {
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }
}

/// Accepts runs of a timer as events of its function, under a key that makes each run one.
struct TimerSink: PersistentTimer.Sink {
    let deliveries: Deliveries
    let payload: String?

    func accept(_ timer: TimerID, due: Timestamp, key: String) async throws -> EventID {
        let call = QueuedCall(
            try .timer(timer.function, at: 0, trigger: timer.trigger, time: due, payload: payload), kind: .timer)
        let accepted = try await deliveries.accept(
            [call], for: timer.function, of: timer.service, idempotencyKey: key)
        return EventID(accepted[0].id)
    }

    func isPending(_ event: EventID, of timer: TimerID) async throws -> Bool {
        try await deliveries.dispatch.queue(of: timer.service)?.fate(of: event) == .pending
    }
}

extension ZoneOffset {
    /// By the zone's name in the IANA database, such as `Europe/Berlin`.
    /// - Returns: `nil` when there is no such zone.
    init?(named name: String) {
        guard let zone = TimeZone(identifier: name) else { return nil }
        self.init { Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double($0)))) }
    }
}
