import MeridianCore

/// Schedules in the forms of other platforms.
enum ScheduleText {
    private static let monthNames = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ]
    private static let dayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]

    /// Minute and hour, day of the month, month and weekday, each `*` or a list of values.
    struct Fields {
        let minute: String
        let hour: String
        let day: String
        let month: String
        let weekday: String
        /// Whether a day that matches either of the two restricted fields is meant.
        let isEitherDay: Bool

        init(_ cron: CronExpression) {
            minute = ScheduleText.list(cron.minutes, 0...59)
            hour = ScheduleText.list(cron.hours, 0...23)
            day = ScheduleText.list(cron.days, 1...31)
            month = ScheduleText.list(cron.months, 1...12) { ScheduleText.monthNames[$0 - 1] }
            weekday = ScheduleText.list(cron.weekdays, 0...6) { ScheduleText.dayNames[$0] }
            isEitherDay = cron.restrictsDays && cron.restrictsWeekdays && day != "*" && weekday != "*"
        }
    }

    /// `cron(…)` of Amazon EventBridge: six fields in UTC, of which one of the two days must be `?`.
    /// - Returns: Two, when days of either kind are meant.
    static func eventBridge(_ cron: CronExpression) -> [String] {
        let fields = Fields(cron)
        func schedule(_ day: String, _ weekday: String) -> String {
            "cron(\(fields.minute) \(fields.hour) \(day) \(fields.month) \(weekday) *)"
        }
        if fields.isEitherDay { return [schedule(fields.day, "?"), schedule("?", fields.weekday)] }
        return [fields.weekday == "*" ? schedule(fields.day, "?") : schedule("?", fields.weekday)]
    }

    /// `rate(…)` of Amazon EventBridge.
    static func eventBridge(everyMinutes minutes: Int) -> String {
        if minutes % 1440 == 0 { return rate(minutes / 1440, "day") }
        if minutes % 60 == 0 { return rate(minutes / 60, "hour") }
        return rate(minutes, "minute")
    }

    /// `at(…)` of Amazon EventBridge Scheduler: local time without an offset, in whole seconds.
    static func eventBridge(at moment: Timestamp) -> String {
        "at(\(moment.description.prefix(19)))"
    }

    /// Six fields, the first being seconds, as Function Compute and Azure Functions have them.
    static func withSeconds(_ cron: CronExpression) -> [String] {
        let fields = Fields(cron)
        func schedule(_ day: String, _ weekday: String) -> String {
            "0 \(fields.minute) \(fields.hour) \(day) \(fields.month) \(weekday)"
        }
        // Where both are restricted these platforms want both to match.
        if fields.isEitherDay { return [schedule(fields.day, "*"), schedule("*", fields.weekday)] }
        return [schedule(fields.day, fields.weekday)]
    }

    /// Six fields for a period that divides a minute, an hour or a day; `nil` when none says it.
    static func withSeconds(every seconds: Double) -> String? {
        let whole = Int(seconds)
        guard Double(whole) == seconds, whole > 0 else { return nil }
        if whole < 60 { return 60 % whole == 0 ? "*/\(whole) * * * * *" : nil }
        return whole % 60 == 0 ? crontab(everyMinutes: whole / 60).map { "0 \($0)" } : nil
    }

    /// Five fields as crontab has them.
    static func crontab(_ cron: CronExpression) -> String {
        let fields = Fields(cron)
        return "\(fields.minute) \(fields.hour) \(fields.day) \(fields.month) \(fields.weekday)"
    }

    /// Five fields for a period of whole minutes; `nil` when no crontab says it.
    static func crontab(everyMinutes minutes: Int) -> String? {
        switch minutes {
        case 1: "* * * * *"
        case 2..<60 where 60 % minutes == 0: "*/\(minutes) * * * *"
        case 60: "0 * * * *"
        case _ where minutes % 60 == 0 && minutes < 1440 && 1440 % minutes == 0: "0 */\(minutes / 60) * * *"
        case 1440: "0 0 * * *"
        default: nil
        }
    }

    private static func rate(_ count: Int, _ unit: String) -> String {
        "rate(\(count) \(unit)\(count == 1 ? "" : "s"))"
    }

    private static func list(
        _ bits: UInt64, _ range: ClosedRange<Int>, _ word: (Int) -> String = { String($0) }
    ) -> String {
        let values = range.filter { bits >> UInt64($0) & 1 == 1 }
        return values.count == range.count ? "*" : values.map(word).joined(separator: ",")
    }
}
