extension CronExpression {
    /// The first moment after `time` at which the schedule is due.
    /// - Parameter time: Seconds since 1970-01-01T00:00:00Z.
    /// - Returns: Seconds since the same, at a whole minute; `nil` for a day that never comes, such as February 30.
    public func next(after time: Int64) -> Int64? {
        let secondsOfDay: Int64 = 86_400
        var day = time / secondsOfDay
        var rest = time % secondsOfDay
        if rest < 0 {
            rest += secondsOfDay
            day -= 1
        }
        var minuteOfDay = Int(rest / 60) + 1
        if minuteOfDay == 24 * 60 {
            minuteOfDay = 0
            day += 1
        }
        // The calendar repeats every 400 years; a leap day falls on each weekday within 40.
        let lastDay = day + 41 * 366
        while day <= lastDay {
            let date = CivilDate(daysSinceEpoch: Int(day))
            if months >> UInt64(date.month) & 1 == 0 {
                day = Int64(firstDayOfNextMonth(date))
                minuteOfDay = 0
                continue
            }
            if matches(date, dayNumber: Int(day)), let minute = nextMinute(from: minuteOfDay) {
                return day * secondsOfDay + Int64(minute) * 60
            }
            day += 1
            minuteOfDay = 0
        }
        return nil
    }

    /// Whether the schedule is due in the minute that holds `time`, in seconds since 1970-01-01T00:00:00Z.
    public func matches(_ time: Int64) -> Bool {
        let minute = time >= 0 ? time / 60 : (time - 59) / 60
        return next(after: minute * 60 - 1) == minute * 60
    }

    private func firstDayOfNextMonth(_ date: CivilDate) -> Int {
        let next =
            date.month == 12
            ? CivilDate(year: date.year + 1, month: 1, day: 1)
            : CivilDate(year: date.year, month: date.month + 1, day: 1)
        return next.daysSinceEpoch
    }

    private func matches(_ date: CivilDate, dayNumber: Int) -> Bool {
        // 1970-01-01 was a Thursday.
        let weekday = ((dayNumber % 7) + 11) % 7
        let fitsDay = days >> UInt64(date.day) & 1 == 1
        let fitsWeekday = weekdays >> UInt64(weekday) & 1 == 1
        return restrictsDays && restrictsWeekdays ? fitsDay || fitsWeekday : fitsDay && fitsWeekday
    }

    private func nextMinute(from start: Int) -> Int? {
        var hour = start / 60
        var minute = start % 60
        while hour < 24 {
            if hours >> UInt64(hour) & 1 == 1 {
                let later = (minutes >> UInt64(minute)) << UInt64(minute)
                if later != 0 { return hour * 60 + later.trailingZeroBitCount }
            }
            hour += 1
            minute = 0
        }
        return nil
    }
}
