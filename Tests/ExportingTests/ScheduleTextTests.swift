import MeridianCore
import Testing

@testable import Exporting

@Suite struct ScheduleTextTests {
    @Test(arguments: [
        ("0 * * * *", ["cron(0 * * * ? *)"]),
        ("*/15 9-17 * * mon-fri", ["cron(0,15,30,45 9,10,11,12,13,14,15,16,17 ? * MON,TUE,WED,THU,FRI *)"]),
        ("0 0 1 jan *", ["cron(0 0 1 JAN ? *)"]),
        ("@weekly", ["cron(0 0 ? * SUN *)"]),
        // By crontab's rule either day counts, which one schedule can't say there.
        ("30 6 13 * fri", ["cron(30 6 13 * ? *)", "cron(30 6 ? * FRI *)"]),
    ])
    func namesTheDaysAsEventBridgeDoes(_ text: String, _ expected: [String]) throws {
        #expect(ScheduleText.eventBridge(try CronExpression(text)) == expected)
    }

    @Test(arguments: [
        (1, "rate(1 minute)"), (5, "rate(5 minutes)"), (60, "rate(1 hour)"), (120, "rate(2 hours)"),
        (1440, "rate(1 day)"), (90, "rate(90 minutes)"),
    ])
    func saysPeriodsInTheLargestUnit(_ minutes: Int, _ expected: String) {
        #expect(ScheduleText.eventBridge(everyMinutes: minutes) == expected)
    }

    @Test func putsSecondsBefore() throws {
        #expect(ScheduleText.withSeconds(try CronExpression("5 4 * * *")) == ["0 5 4 * * *"])
        #expect(ScheduleText.withSeconds(every: 20) == "*/20 * * * * *")
        #expect(ScheduleText.withSeconds(every: 300) == "0 */5 * * * *")
        #expect(ScheduleText.withSeconds(every: 7) == nil)
        #expect(ScheduleText.withSeconds(every: 0.5) == nil)
    }

    /// Written out, a schedule is due when it was before.
    @Test(arguments: ["*/7 * * * *", "0 0 1,15 * mon", "5-55/10 22-23 * 2-11 0-3", "@monthly", "59 23 31 12 *"])
    func staysDueAtTheSameMoments(_ text: String) throws {
        let original = try CronExpression(text)
        let written = try CronExpression(ScheduleText.crontab(original))
        var now: Int64 = 1_750_000_000
        for _ in 0..<50 {
            let next = try #require(original.next(after: now))
            #expect(written.next(after: now) == next)
            now = next
        }
    }

    @Test(arguments: [
        (1, "* * * * *"), (20, "*/20 * * * *"), (60, "0 * * * *"), (360, "0 */6 * * *"), (1440, "0 0 * * *"),
    ])
    func aPeriodBecomesACrontab(_ minutes: Int, _ expected: String) {
        #expect(ScheduleText.crontab(everyMinutes: minutes) == expected)
    }

    @Test(arguments: [7, 90, 300, 2880])
    func aPeriodThatNoCrontabSaysIsNone(_ minutes: Int) {
        #expect(ScheduleText.crontab(everyMinutes: minutes) == nil)
    }
}
