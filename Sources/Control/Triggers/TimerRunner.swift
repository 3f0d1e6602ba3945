import Engine
import MeridianCore
import Telemetry

/// Fires the timers of one live release.
///
/// A timer waits for the answer of a run before the next; moments that pass meanwhile are skipped.
final class TimerRunner: Sendable {
    /// The longest sleep: after it the clock is read again, for it may have been set.
    private static let longestSleep: Int64 = 60_000

    private let tasks: [Task<Void, Never>]

    private init(_ tasks: [Task<Void, Never>]) {
        self.tasks = tasks
    }

    /// - Returns: `nil` when the release has no timer.
    static func start(_ live: LiveRelease, reporting services: LiveServices) -> TimerRunner? {
        var tasks: [Task<Void, Never>] = []
        for (position, function) in live.release.manifest.functions.enumerated() {
            for (index, trigger) in function.triggers.enumerated() {
                guard case .timer(let timer) = trigger else { continue }
                guard let schedule = TimerSchedule(timer.schedule, since: .now) else {
                    services.tell(
                        .error, "\(function.name): the schedule can't be read and never fires: \(timer.schedule)",
                        service: live.release.service, release: live.release.number)
                    continue
                }
                tasks.append(
                    Task {
                        await run(schedule) { time in
                            try await fire(
                                live, function.name, position, index, timer.payload, time, reporting: services)
                        }
                    })
            }
        }
        return tasks.isEmpty ? nil : TimerRunner(tasks)
    }

    /// Fires no more, and returns when runs under way have their answers.
    func stop() async {
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    private static func run(
        _ schedule: TimerSchedule, fire: (Timestamp) async throws -> Bool
    ) async {
        var after = Timestamp.now
        while let due = schedule.next(after: after) {
            do {
                while case let rest = due.milliseconds - Timestamp.now.milliseconds, rest > 0 {
                    try await Task.sleep(for: .milliseconds(min(rest, longestSleep)))
                }
                try Task.checkCancellation()
                guard try await fire(due) else { return }
            } catch {
                return
            }
            after = max(due, .now)
        }
    }

    /// - Returns: `false` when the release is no longer live.
    private static func fire(
        _ live: LiveRelease, _ function: FunctionName, _ position: Int, _ trigger: Int, _ payload: String?,
        _ time: Timestamp, reporting services: LiveServices
    ) async throws -> Bool {
        let call = try FunctionCall.timer(function, at: position, trigger: trigger, time: time, payload: payload)
        let problem: String
        do {
            // Stopping the timer must not cancel a run under way.
            let answer = try await Task { try await live.call { try await call.make(to: $0) } }.value
            guard let answer else { return false }
            guard answer.head.status >= 400 else { return true }
            problem = "it answered \(answer.head.status)"
        } catch {
            problem = "\(error)"
        }
        services.logs.append(
            LogEntry(
                service: live.release.service, release: live.release.number, function: function,
                requestID: call.requestID, level: .error, stream: .platform,
                message: "\(ErrorCode.timerFailed): the timer of '\(function)' failed: \(problem)"))
        return true
    }
}
