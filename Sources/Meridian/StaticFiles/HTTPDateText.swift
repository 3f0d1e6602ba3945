import MeridianCore

/// Dates of header fields (RFC 9110 §5.6.7), to the second.
enum HTTPDateText {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    /// - Parameter seconds: Seconds since 1970, not negative.
    static func text(of seconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (days, second) = (seconds / 86_400, seconds % 86_400)
        let date = CivilDate(daysSinceEpoch: days)
        let time = [second / 3_600, second / 60 % 60, second % 60].map(two).joined(separator: ":")
        let year = String(repeating: "0", count: max(0, 4 - "\(date.year)".count)) + "\(date.year)"
        return "\(weekdays[days % 7]), \(two(date.day)) \(months[date.month - 1]) \(year) \(time) GMT"
    }

    /// Reads the form above and the two that are obsolete: `Sunday, 06-Nov-94 08:49:37 GMT` and
    /// `Sun Nov  6 08:49:37 1994`.
    /// - Returns: Seconds since 1970; `nil` when the text is no date.
    static func seconds(of text: String) -> Int? {
        let words = text.split { $0 == " " || $0 == "-" || $0 == "," }.map(String.init)
        let isASCTime = words.count == 5
        guard isASCTime || (words.count == 6 && words[5] == "GMT") else { return nil }
        let (day, month, year, time) =
            isASCTime ? (words[2], words[1], words[4], words[3]) : (words[1], words[2], words[3], words[4])
        let clock = time.split(separator: ":", omittingEmptySubsequences: false)
        guard clock.count == 3, clock.allSatisfy({ $0.count == 2 }), let hour = number(String(clock[0]), below: 24),
            let minute = number(String(clock[1]), below: 60), let second = number(String(clock[2]), below: 61),
            let dayNumber = number(day, below: 32), dayNumber > 0, let monthIndex = months.firstIndex(of: month),
            var yearNumber = number(year, below: 10_000)
        else { return nil }
        // Two digits are the nearest year that is not more than fifty years ahead.
        if year.count == 2 { yearNumber += yearNumber < 70 ? 2_000 : 1_900 }
        let date = CivilDate(year: yearNumber, month: monthIndex + 1, day: dayNumber)
        guard CivilDate(daysSinceEpoch: date.daysSinceEpoch) == date else { return nil }
        return date.daysSinceEpoch * 86_400 + hour * 3_600 + minute * 60 + second
    }

    private static func number(_ text: String, below limit: Int) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
            number < limit
        else { return nil }
        return number
    }
}
