import MeridianCore
import Testing

@testable import Control

@Suite struct MetricsRangeTests {
    /// 2026-11-28T00:00:00Z.
    private let now: Int64 = 1_795_824_000

    @Test(
        arguments: [
            (nil, nil, 3_600, 30), ("15m", nil, 900, 10), ("90s", nil, 90, 1), ("6h", nil, 21_600, 300),
            ("2d", nil, 172_800, 1_800), ("1h", "5m", 3_600, 300), ("60", "1s", 60, 1), ("61m", nil, 3_660, 60),
        ] as [(String?, String?, Int64, Int64)])
    func timesAndSteps(since: String?, step: String?, length: Int64, seconds: Int64) throws {
        let range = try MetricsRange(since: since, until: nil, step: step, now: now)
        #expect(range.seconds == now - length..<now)
        #expect(range.step == seconds)
        #expect(range.isOfSeconds == (seconds % 60 != 0))
    }

    @Test func momentsAreRead() throws {
        let range = try MetricsRange(
            since: "2026-11-27T22:00:00Z", until: "2026-11-28T00:00:00+01:00", step: nil, now: now)
        #expect(range.seconds == now - 7_200..<now - 3_600)
        #expect(range.step == 60)
    }

    @Test(
        arguments: [
            ("soon", nil, nil), ("-1h", nil, nil), ("1w", nil, nil), ("", nil, nil), ("5m", "10m", nil),
            ("0s", nil, nil),
            ("1h", nil, "0s"), ("1h", nil, "x"), ("4h", nil, "1s"), ("2h", nil, "90s"), ("30d", nil, "60s"),
            ("99999999999999999999", nil, nil),
        ] as [(String?, String?, String?)])
    func whatIsNoTimeIsRefused(since: String?, until: String?, step: String?) {
        let error = #expect(throws: MeridianError.self) {
            try MetricsRange(since: since, until: until, step: step, now: now)
        }
        #expect(error?.code == .badMetricsRange)
        #expect(error?.status == 400)
    }
}
