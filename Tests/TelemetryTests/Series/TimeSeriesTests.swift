import MeridianCore
import Testing

@testable import Telemetry

@Suite struct TimeSeriesTests {
    private let item = SeriesSubject.function(Sample.service, FunctionName("item")!)
    private let start: Int64 = 60 * 28_000_000

    private func seconds(_ series: TimeSeries) -> [Int64: UInt64] {
        var found: [Int64: UInt64] = [:]
        series.seconds(of: item, in: 0..<Int64.max) { found[$1, default: 0] += $2.requests.total }
        return found
    }

    @Test func secondsAndMinutesAreExact() {
        var series = TimeSeries()
        var minutes: [TimeSeries.Minute] = []
        for second in 0..<150 {
            let points = [Sample.key(): Sample.point(ok: UInt64(second))]
            if let minute = series.record(points, second: start + Int64(second)) { minutes.append(minute) }
        }
        #expect(minutes.map(\.number) == [28_000_000, 28_000_001])
        // 0 + 1 + … + 59, and 120 + … + 149.
        #expect(minutes[0].points[Sample.key()]?.requests.ok == 1_770)
        #expect(minutes[0].points[Sample.key()]?.durations.count == 1_770)
        #expect(series.unfinished?.points[Sample.key()]?.requests.ok == 4_035)
        var wanted: [Int64: UInt64] = [:]
        for second in 1..<150 { wanted[start + Int64(second)] = UInt64(second) }
        #expect(seconds(series) == wanted)
        #expect(series.finish()?.number == 28_000_002)
        #expect(series.finish() == nil)
    }

    @Test func anHourIsKept() {
        var series = TimeSeries()
        for second in stride(from: 0, through: 2 * 3_600, by: 10) {
            _ = series.record([Sample.key(): Sample.point()], second: start + Int64(second))
        }
        let kept = seconds(series).keys.sorted()
        #expect(kept.first == start + 3_600)
        #expect(kept.last == start + 7_200)
    }

    @Test func idleFunctionsTakeNothing() {
        var series = TimeSeries()
        _ = series.record([Sample.key(): Sample.point()], second: start)
        _ = series.record([Sample.key(): MetricPoint()], second: start + 1)
        let bytes = series.byteCount
        #expect(bytes > 0)
        for second in 2..<60 { _ = series.record([:], second: start + Int64(second)) }
        #expect(series.byteCount == bytes)
        _ = series.record([:], second: start + 3_660)
        #expect(series.byteCount == 0)
        #expect(series.functions(of: Sample.service).isEmpty)
    }

    @Test func theOldestGoWhenThereIsTooMuch() {
        var series = TimeSeries(byteLimit: 2_000)
        for second in 0..<600 { _ = series.record([Sample.key(): Sample.point()], second: start + Int64(second)) }
        #expect(series.byteCount <= 2_000)
        let kept = seconds(series).keys.sorted()
        #expect(kept.last == start + 599)
        #expect(kept.first! > start + 60)
    }

    @Test func aClockThatIsSetBackLosesNothing() {
        var series = TimeSeries()
        _ = series.record([Sample.key(): Sample.point()], second: start + 100)
        _ = series.record([Sample.key(): Sample.point()], second: start + 5)
        #expect(seconds(series) == [start + 100: 1, start + 101: 1])
    }

    @Test func theNewestSecondsAddUp() {
        var series = TimeSeries()
        for second in 0..<10 {
            _ = series.record(
                [Sample.key(): Sample.point(), Sample.key("cart"): Sample.point(ok: 2)], second: start + Int64(second))
        }
        let sums = series.sums(ofLast: 5)
        #expect(sums[Sample.key()]?.requests.ok == 5)
        #expect(sums[Sample.key("cart")]?.requests.ok == 10)
    }
}
