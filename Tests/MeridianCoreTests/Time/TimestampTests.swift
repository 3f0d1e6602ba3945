import MeridianCore
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_772_357_400_250, "2026-03-01T09:30:00.250Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func writesAndReads(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test(
        arguments: [
            ("2026-03-01T11:30:00.2509+02:00", 1_772_357_400_250),
            ("2026-03-01t04:00:00.25-05:30", 1_772_357_400_250),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ] as [(String, Int64)])
    func readsOffsetsFractionsAndLeapSeconds(text: String, milliseconds: Int64) {
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-03-01", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-03-01T24:00:00Z",
        "2026-03-01T00:00:00", "2026-03-01T00:00:00.Z", "2026-03-01T00:00:00+0200", "2026-03-01T00:00:00Zx",
    ])
    func refusesWhatIsNoDateTime(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func everyDayOfFourCenturiesGoesThereAndBack() {
        var previous = CivilDate(daysSinceEpoch: -1)
        for day in 0..<146_097 {
            let date = CivilDate(daysSinceEpoch: day)
            guard date.daysSinceEpoch == day, date != previous, (1...31).contains(date.day) else {
                Issue.record("day \(day) became \(date)")
                return
            }
            previous = date
        }
    }
}
