import MeridianCore
import TestSupport
import Testing

@Suite struct CronExpressionTests {
    private func next(_ expression: String, _ time: String) throws -> String? {
        let after = try #require(Timestamp(time)).milliseconds / 1_000
        return try CronExpression(expression).next(after: after).map { Timestamp(milliseconds: $0 * 1_000).description }
    }

    @Test(arguments: [
        ("* * * * *", "2026-03-01T09:30:00Z", "2026-03-01T09:31:00.000Z"),
        ("* * * * *", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00.000Z"),
        ("0 * * * *", "2026-03-01T09:30:00Z", "2026-03-01T10:00:00.000Z"),
        ("@hourly", "2026-03-01T10:00:00Z", "2026-03-01T11:00:00.000Z"),
        ("*/15 * * * *", "2026-03-01T09:31:00Z", "2026-03-01T09:45:00.000Z"),
        ("5-10/5,50 8 * * *", "2026-03-01T08:10:00Z", "2026-03-01T08:50:00.000Z"),
        ("30 2 * * mon-fri", "2026-03-06T02:30:00Z", "2026-03-09T02:30:00.000Z"),
        ("0 0 * * 7", "2026-03-02T00:00:00Z", "2026-03-08T00:00:00.000Z"),
        ("0 0 * * 0", "2026-03-02T00:00:00Z", "2026-03-08T00:00:00.000Z"),
        ("0 0 * * fri-sun", "2026-03-02T00:00:00Z", "2026-03-06T00:00:00.000Z"),
        ("0 0 * * SUN", "2026-03-02T00:00:00Z", "2026-03-08T00:00:00.000Z"),
        ("0 0 31 * *", "2026-04-01T00:00:00Z", "2026-05-31T00:00:00.000Z"),
        ("0 0 29 feb *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00.000Z"),
        ("0 0 29 2 *", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00.000Z"),
        ("0 0 13 * 5", "2026-03-01T00:00:00Z", "2026-03-06T00:00:00.000Z"),
        ("0 0 13 * 5", "2026-03-06T00:00:00Z", "2026-03-13T00:00:00.000Z"),
        ("0 0 */2 * mon", "2026-03-01T00:00:00Z", "2026-03-09T00:00:00.000Z"),
        ("@yearly", "2026-03-01T00:00:00Z", "2027-01-01T00:00:00.000Z"),
        ("@monthly", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00.000Z"),
        ("@weekly", "2026-03-01T00:00:00Z", "2026-03-08T00:00:00.000Z"),
        ("@daily", "2026-02-28T00:00:00Z", "2026-03-01T00:00:00.000Z"),
        ("  0\t0  1 1 * ", "1969-06-01T00:00:00Z", "1970-01-01T00:00:00.000Z"),
        ("0 12 * * *", "1969-12-31T12:00:01Z", "1970-01-01T12:00:00.000Z"),
    ])
    func theNextMomentIsFound(expression: String, after: String, expected: String) throws {
        #expect(try next(expression, after) == expected)
    }

    @Test func aDayThatNeverComesHasNoNext() throws {
        #expect(try next("0 0 30 2 *", "2026-01-01T00:00:00Z") == nil)
        #expect(try next("0 0 31 4,6,9,11 *", "2026-01-01T00:00:00Z") == nil)
    }

    @Test(arguments: [
        ("", 1, "0 fields"), ("* * * *", 8, "4 fields"), ("* * * * * *", 11, "6 fields"),
        ("60 * * * *", 1, "60 is no minute"), ("* 24 * * *", 3, "24 is no hour"),
        ("* * 0 * *", 5, "0 is no day of the month"), ("* * * 13 *", 7, "13 is no month"),
        ("* * * * 8", 9, "8 is no weekday"), ("* * * foo *", 7, "'foo' is no month"),
        ("mon * * * *", 1, "'mon' is no minute"), ("5-1 * * * *", 3, "before its beginning"),
        ("*/0 * * * *", 3, "a step"), ("*/ * * * *", 3, "a step"), ("5/5 * * * *", 1, "a step needs"),
        ("1, * * * *", 3, "'' is no minute"), ("1x * * * *", 2, "'x' is left over"),
        ("-1 * * * *", 1, "is no minute"), ("@never", 1, "'@never'"), ("@daily *", 1, "stand alone"),
        ("99999999999999999999 * * * *", 1, "is no minute"), ("** * * * *", 2, "left over"),
    ])
    func aMalformedExpressionNamesItsColumn(expression: String, column: Int, reason: String) {
        do throws(MeridianError) {
            _ = try CronExpression(expression)
            Issue.record("it is read")
        } catch {
            #expect(error.message.contains("column \(column):"), "\(error.message)")
            #expect(error.message.contains(reason), "\(error.message)")
        }
    }

    /// Goes through the minutes one by one, with fields read in the plainest way.
    @Test(arguments: 0..<60)
    func nextAgreesWithBruteForce(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        func field(_ range: ClosedRange<Int>, _ stars: Int) -> (text: String, values: Set<Int>) {
            if Int.random(in: 0..<stars, using: &random) > 0 { return ("*", Set(range)) }
            var texts: [String] = []
            var values: Set<Int> = []
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let low = Int.random(in: range, using: &random)
                let high = Int.random(in: low...range.upperBound, using: &random)
                let step = Int.random(in: 1...4, using: &random)
                texts.append(low == high ? "\(low)" : "\(low)-\(high)/\(step)")
                values.formUnion(low == high ? [low] : Set(stride(from: low, through: high, by: step)))
            }
            return (texts.joined(separator: ","), values)
        }
        let minute = field(0...59, 2)
        let hour = field(0...23, 2)
        let day = field(1...31, 3)
        let month = field(1...12, 3)
        let weekday = field(0...7, 3)
        let weekdays = Set(weekday.values.map { $0 % 7 })
        let expression = [minute, hour, day, month, weekday].map(\.text).joined(separator: " ")
        let cron = try CronExpression(expression)

        let start = Int64.random(in: -1_000_000_000...4_000_000_000, using: &random)
        var expected: Int64?
        var candidate = (Int64((Double(start) / 60).rounded(.down)) + 1) * 60
        for _ in 0..<(60 * 24 * 40) where expected == nil {
            let dayNumber = Int((Double(candidate) / 86_400).rounded(.down))
            let minuteOfDay = Int(candidate - Int64(dayNumber) * 86_400) / 60
            if minute.values.contains(minuteOfDay % 60), hour.values.contains(minuteOfDay / 60) {
                let date = CivilDate(daysSinceEpoch: dayNumber)
                let fitsDay = day.values.contains(date.day)
                let fitsWeekday = weekdays.contains(((dayNumber + 4) % 7 + 7) % 7)
                let fits = day.text == "*" || weekday.text == "*" ? fitsDay && fitsWeekday : fitsDay || fitsWeekday
                if fits && month.values.contains(date.month) { expected = candidate }
            }
            candidate += 60
        }
        let found = cron.next(after: start)
        if let expected {
            #expect(found == expected, "\(expression) after \(start)")
            #expect(cron.matches(expected + 59))
        } else {
            #expect(found.map { $0 >= candidate } ?? true, "\(expression) after \(start)")
        }
    }
}
