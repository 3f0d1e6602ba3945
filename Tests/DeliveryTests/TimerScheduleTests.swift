import Foundation
import MeridianCore
import Testing

@testable import Delivery

@Suite("Schedules of timers")
struct TimerScheduleTests {
    private func zone(_ name: String) throws -> ZoneOffset {
        let zone = try #require(TimeZone(identifier: name))
        return ZoneOffset { Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double($0)))) }
    }

    private func moments(_ text: String, in name: String, after: String, _ count: Int) throws -> [String] {
        let schedule = try #require(
            TimerSchedule(.cron(text), since: Timestamp(milliseconds: 0), zone: try zone(name)))
        var time = try #require(Timestamp(after))
        var moments: [String] = []
        for _ in 0..<count {
            time = try #require(schedule.next(after: time))
            moments.append(String(time.description.prefix(16)))
        }
        return moments
    }

    @Test("count periods from their beginning")
    func every() throws {
        let beginning = Timestamp(milliseconds: 1_000)
        let every = try #require(TimerSchedule(.every(seconds: 1.5), since: beginning))
        #expect(every.next(after: beginning)?.milliseconds == 2_500)
        #expect(every.next(after: Timestamp(milliseconds: 2_499))?.milliseconds == 2_500)
        #expect(every.next(after: Timestamp(milliseconds: 2_500))?.milliseconds == 4_000)
        #expect(every.next(after: Timestamp(milliseconds: 0))?.milliseconds == 2_500)
        #expect(TimerSchedule(.every(seconds: 0), since: beginning) == nil)
    }

    @Test("are a single moment, which is due before it and never again")
    func moment() throws {
        let text = "2026-11-11T20:00:00+08:00"
        let moment = try #require(Timestamp("2026-11-11T12:00:00Z"))
        let schedule = try #require(TimerSchedule(.at(text), since: Timestamp(milliseconds: 0)))
        #expect(schedule.next(after: Timestamp(milliseconds: 0)) == moment)
        #expect(schedule.next(after: Timestamp(milliseconds: moment.milliseconds - 1)) == moment)
        #expect(schedule.next(after: moment) == nil)
        #expect(TimerSchedule(.at("tomorrow"), since: Timestamp(milliseconds: 0)) == nil)
        #expect(PersistentTimer.CatchUp.usual(for: .at(text)) == .once)
        #expect(PersistentTimer.CatchUp.usual(for: .every(seconds: 1)) == .skip)
        #expect(PersistentTimer.CatchUp.usual(for: .cron("@daily")) == .skip)
    }

    @Test("read cron expressions in UTC where nothing else is said")
    func cron() throws {
        let hourly = try #require(TimerSchedule(.cron("0 * * * *"), since: Timestamp(milliseconds: 0)))
        #expect(hourly.next(after: Timestamp("2026-03-01T09:30:00.250Z")!)?.description == "2026-03-01T10:00:00.000Z")
        #expect(TimerSchedule(.cron("never"), since: Timestamp(milliseconds: 0)) == nil)
    }

    @Test("are local time, an hour nearer to UTC in winter than in summer")
    func localTime() throws {
        // Clocks in Berlin go forward on 2026-03-29 at 01:00 UTC, and back on 2026-10-25 at 01:00 UTC.
        #expect(
            try moments("0 9 * * *", in: "Europe/Berlin", after: "2026-03-27T12:00:00Z", 3)
                == ["2026-03-28T08:00", "2026-03-29T07:00", "2026-03-30T07:00"])
        #expect(
            try moments("0 9 * * *", in: "Europe/Berlin", after: "2026-10-23T12:00:00Z", 3)
                == ["2026-10-24T07:00", "2026-10-25T08:00", "2026-10-26T08:00"])
        #expect(
            try moments("30 0 * * *", in: "Asia/Shanghai", after: "2026-01-01T00:00:00Z", 2)
                == ["2026-01-01T16:30", "2026-01-02T16:30"])
    }

    @Test("are due once where clocks go forward over them")
    func skippedTime() throws {
        // 02:30 is not on the clocks of Berlin on 2026-03-29.
        #expect(
            try moments("30 2 * * *", in: "Europe/Berlin", after: "2026-03-28T12:00:00Z", 2)
                == ["2026-03-29T01:30", "2026-03-30T00:30"])
        // In New York, behind UTC, clocks go forward on 2026-03-08 at 07:00 UTC.
        #expect(
            try moments("30 2 * * *", in: "America/New_York", after: "2026-03-07T12:00:00Z", 2)
                == ["2026-03-08T07:30", "2026-03-09T06:30"])
    }

    @Test("are due once where clocks go back over them")
    func repeatedTime() throws {
        // 02:30 is on the clocks of Berlin at 00:30 and 01:30 UTC on 2026-10-25.
        #expect(
            try moments("30 2 * * *", in: "Europe/Berlin", after: "2026-10-24T12:00:00Z", 2)
                == ["2026-10-25T00:30", "2026-10-26T01:30"])
        #expect(
            try moments("30 1 * * *", in: "America/New_York", after: "2026-10-31T12:00:00Z", 2)
                == ["2026-11-01T05:30", "2026-11-02T06:30"])
    }

    @Test("go on each hour through a change of clocks")
    func everyHour() throws {
        #expect(
            try moments("*/30 * * * *", in: "Europe/Berlin", after: "2026-10-24T23:45:00Z", 6)
                == [
                    "2026-10-25T00:00", "2026-10-25T00:30", "2026-10-25T01:00", "2026-10-25T01:30", "2026-10-25T02:00",
                    "2026-10-25T02:30",
                ])
        #expect(
            try moments("0 * * * *", in: "Europe/Berlin", after: "2026-03-28T23:30:00Z", 4)
                == ["2026-03-29T00:00", "2026-03-29T01:00", "2026-03-29T02:00", "2026-03-29T03:00"])
    }

    @Test(
        "are due once on each day of years, at a time that clocks go over",
        arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo"])
    func years(name: String) throws {
        for minute in ["0 0", "30 1", "0 2", "15 2", "59 23"] {
            let schedule = try #require(
                TimerSchedule(.cron("\(minute) * * *"), since: Timestamp(milliseconds: 0), zone: try zone(name)))
            var time = Timestamp("2015-01-05T00:00:00Z")!
            for _ in 0..<(4 * 365) {
                let next = try #require(schedule.next(after: time))
                let hours = Double(next.milliseconds - time.milliseconds) / 3_600_000
                #expect((22.4...25.1).contains(hours) || time.description.hasPrefix("2015-01-05"), "\(name) \(next)")
                time = next
            }
        }
    }
}
