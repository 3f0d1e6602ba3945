import MeridianCore

/// When a timer is due.
enum TimerSchedule: Sendable {
    case cron(CronExpression)
    /// Milliseconds from one run to the next, counted from a beginning.
    case every(milliseconds: Int64, since: Timestamp)

    /// - Parameter beginning: When the release became live.
    /// - Returns: `nil` for a schedule that can't be read.
    init?(_ schedule: TimerTrigger.Schedule, since beginning: Timestamp) {
        switch schedule {
        case .cron(let text):
            guard let expression = try? CronExpression(text) else { return nil }
            self = .cron(expression)
        case .every(let seconds):
            let milliseconds = (seconds * 1_000).rounded()
            guard milliseconds >= 1, milliseconds < 1e15 else { return nil }
            self = .every(milliseconds: Int64(milliseconds), since: beginning)
        }
    }

    /// The first moment after `time` at which the timer is due; `nil` when there is none.
    func next(after time: Timestamp) -> Timestamp? {
        switch self {
        case .cron(let expression):
            let seconds = time.milliseconds >= 0 ? time.milliseconds / 1_000 : (time.milliseconds - 999) / 1_000
            return expression.next(after: seconds).map { Timestamp(milliseconds: $0 * 1_000) }
        case .every(let period, let beginning):
            let passed = max(0, time.milliseconds - beginning.milliseconds) / period
            return Timestamp(milliseconds: beginning.milliseconds + (passed + 1) * period)
        }
    }
}
