/// Points in time as text by RFC 3339 §5.6.
package enum RFC3339 {
    /// From 1970 to 2001, where Foundation begins to count.
    private static let epoch = 978_307_200

    /// In UTC, to the second.
    /// - Returns: `nil` for what no calendar holds.
    package static func text(secondsSince2001 seconds: Double) -> String? {
        guard abs(seconds) < 1e14 else { return nil }
        let seconds = Int(seconds.rounded(.down)) + epoch
        let day = floorDivide(seconds, 86_400)
        let (year, month, date) = civil(day)
        let time = seconds - day * 86_400
        return (year < 0 ? "-" : "") + padded(abs(year), 4) + "-" + padded(month, 2) + "-" + padded(date, 2) + "T"
            + padded(time / 3600, 2) + ":" + padded(time / 60 % 60, 2) + ":" + padded(time % 60, 2) + "Z"
    }

    /// Reads a date and time with any fraction of a second, in UTC or with an offset from it.
    package static func secondsSince2001(_ text: String) -> Double? {
        var parser = Parser(rest: text.utf8[...])
        let isNegative = parser.take("-")
        guard let year = parser.number(4), parser.take("-"), let month = parser.number(2), 1...12 ~= month,
            parser.take("-"), let date = parser.number(2), 1...length(of: month, year) ~= date,
            parser.take("T") || parser.take("t") || parser.take(" "),
            let hour = parser.number(2), hour < 24, parser.take(":"), let minute = parser.number(2), minute < 60,
            parser.take(":"), let second = parser.number(2), second <= 60
        else { return nil }
        var fraction = 0.0
        if parser.take(".") {
            guard let read = parser.fraction() else { return nil }
            fraction = read
        }
        guard let offset = parser.offset(), parser.rest.isEmpty else { return nil }
        let days = days(isNegative ? -year : year, month, date)
        return Double(days * 86_400 + hour * 3600 + minute * 60 + second - offset - epoch) + fraction
    }

    private struct Parser {
        var rest: Substring.UTF8View

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest.removeFirst()
            return true
        }

        mutating func number(_ digits: Int) -> Int? {
            let head = rest.prefix(digits)
            guard head.count == digits, head.allSatisfy({ $0.digit <= 9 }) else { return nil }
            rest = rest.dropFirst(digits)
            return head.reduce(0) { $0 * 10 + Int($1.digit) }
        }

        mutating func fraction() -> Double? {
            let digits = rest.prefix { $0.digit <= 9 }
            rest = rest.dropFirst(digits.count)
            return digits.isEmpty ? nil : Double("0." + String(decoding: digits, as: UTF8.self))
        }

        /// East of UTC, in seconds.
        mutating func offset() -> Int? {
            if take("Z") || take("z") { return 0 }
            let sign: Int
            if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
            guard let hours = number(2), hours < 24 else { return nil }
            let hasColon = take(":")
            if rest.isEmpty, !hasColon { return sign * hours * 3600 }
            guard let minutes = number(2), minutes < 60 else { return nil }
            return sign * (hours * 3600 + minutes * 60)
        }
    }

    // MARK: The calendar

    // Years are counted from March, so that the day which comes and goes is the last of its year. An era is 400 years.
    // Before 15 October 1582 the calendar is the Julian one, as Foundation has it.

    private static let firstGregorianDay = -141_427

    private static func days(_ year: Int, _ month: Int, _ date: Int) -> Int {
        let isJulian = (year, month, date) < (1582, 10, 15)
        let year = month <= 2 ? year - 1 : year
        let era = floorDivide(year, 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + date - 1
        if isJulian { return year * 365 + floorDivide(year, 4) + dayOfYear - 719_470 }
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int) -> (year: Int, month: Int, date: Int) {
        guard days >= firstGregorianDay else { return julian(days + 719_470) }
        let days = days + 719_468
        let era = floorDivide(days, 146_097)
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        return date(yearOfEra + era * 400, dayOfYear)
    }

    private static func julian(_ days: Int) -> (year: Int, month: Int, date: Int) {
        let era = floorDivide(days, 1461)
        let dayOfEra = days - era * 1461
        let yearOfEra = (dayOfEra - dayOfEra / 1460) / 365
        return date(yearOfEra + era * 4, dayOfEra - yearOfEra * 365)
    }

    /// The date of a day of a year that begins with March.
    private static func date(_ year: Int, _ day: Int) -> (year: Int, month: Int, date: Int) {
        let shifted = (5 * day + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (year + (month <= 2 ? 1 : 0), month, day - (153 * shifted + 2) / 5 + 1)
    }

    private static func length(of month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year <= 1582 || year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
        value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
