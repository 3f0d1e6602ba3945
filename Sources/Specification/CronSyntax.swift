/// Checks the five fields of a schedule: minute, hour, day of the month, month, weekday.
///
/// A field is `*`, a number, a name of a month or weekday, a range `a-b`, any of these with a step `/n`, or a list of
/// such with commas, as in POSIX `crontab` with the steps and names of Vixie cron.
enum CronSyntax {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    private static let fields: [(name: String, range: ClosedRange<Int>, words: [String])] = [
        ("minute", 0...59, []), ("hour", 0...23, []), ("day", 1...31, []), ("month", 1...12, months),
        ("weekday", 0...7, weekdays),
    ]

    /// - Returns: What is wrong, as the rest of a sentence about the schedule; `nil` when nothing is.
    static func problem(in text: String) -> String? {
        let parts = text.split { $0 == " " || $0 == "\t" }
        guard parts.count == fields.count else {
            return "has \(parts.count) fields; it needs five: minute, hour, day, month and weekday"
        }
        for (part, field) in zip(parts, fields) {
            for item in part.split(separator: ",", omittingEmptySubsequences: false)
            where !isValid(item, field.range, field.words) {
                return
                    "has '\(part)' for the \(field.name), which is \(field.range.lowerBound)–\(field.range.upperBound)"
            }
        }
        return nil
    }

    private static func isValid(_ item: Substring, _ range: ClosedRange<Int>, _ words: [String]) -> Bool {
        let halves = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        if halves.count == 2 {
            guard let step = number(halves[1]), step >= 1, step <= range.upperBound else { return false }
        }
        if halves[0] == "*" { return true }
        let ends = halves[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let values = ends.compactMap { end in
            number(end) ?? words.firstIndex(of: end.lowercased()).map { $0 + (words.count == 12 ? 1 : 0) }
        }
        guard values.count == ends.count, values.allSatisfy(range.contains) else { return false }
        return values.count == 1 || values[0] <= values[1]
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 4, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }
}
