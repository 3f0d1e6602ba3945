public import MeridianCore
import Persistence

/// When a timer is due.
public enum TimerSchedule: Sendable {
    case cron(CronExpression, ZoneOffset)
    /// Milliseconds from one run to the next, counted from a beginning.
    case every(milliseconds: Int64, since: Timestamp)
    case at(Timestamp)

    /// - Parameters:
    ///   - beginning: From when a period is counted.
    ///   - zone: Where the fields of a cron expression are local time.
    /// - Returns: `nil` for a schedule that can't be read.
    public init?(_ schedule: TimerTrigger.Schedule, since beginning: Timestamp, zone: ZoneOffset = .utc) {
        switch schedule {
        case .cron(let text):
            guard let expression = try? CronExpression(text) else { return nil }
            self = .cron(expression, zone)
        case .every(let seconds):
            let milliseconds = (seconds * 1_000).rounded()
            guard milliseconds >= 1, milliseconds < 1e15 else { return nil }
            self = .every(milliseconds: Int64(milliseconds), since: beginning)
        case .at(let text):
            guard let moment = Timestamp(text) else { return nil }
            self = .at(moment)
        }
    }

    /// The first moment after `time` at which the timer is due; `nil` when there is none.
    public func next(after time: Timestamp) -> Timestamp? {
        switch self {
        case .cron(let expression, let zone):
            let seconds = time.milliseconds >= 0 ? time.milliseconds / 1_000 : (time.milliseconds - 999) / 1_000
            return expression.next(after: seconds, in: zone).map { Timestamp(milliseconds: $0 * 1_000) }
        case .every(let period, let beginning):
            guard time >= beginning else { return beginning.advanced(by: .milliseconds(period)) }
            let passed = (time.milliseconds - beginning.milliseconds) / period
            return Timestamp(milliseconds: beginning.milliseconds + (passed + 1) * period)
        case .at(let moment):
            return moment > time ? moment : nil
        }
    }
}
