import Telemetry
import Testing

@Suite struct LatencyHistogramTests {
    @Test func quantilesAreWithinOnePercent() throws {
        var state: UInt64 = 42
        var histogram = LatencyHistogram()
        var values: [Double] = []
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Int64(state >> 34) + 2_000
            histogram.record(nanoseconds: value)
            values.append(Double(value))
        }
        values.sort()
        for quantile in [0.01, 0.5, 0.9, 0.99, 0.999, 1] {
            let exact = values[max(0, Int((quantile * Double(values.count)).rounded(.up)) - 1)]
            let told = try #require(histogram.value(atQuantile: quantile))
            #expect(abs(told - exact) / exact <= 0.01, "at \(quantile): \(told) for \(exact)")
        }
    }

    @Test func everyValueIsCountedOnceByBounds() {
        var histogram = LatencyHistogram()
        #expect(histogram.countsByBounds == Array(repeating: 0, count: Exposition.durationBounds.count + 1))
        for milliseconds: Int64 in [0, 3, 3, 700, 20_000] { histogram.record(nanoseconds: milliseconds * 1_000_000) }
        let counts = histogram.countsByBounds
        #expect(counts.reduce(0, +) == histogram.count)
        #expect(counts.first == 1)
        #expect(counts.last == 1)
        let third = Exposition.durationBounds.firstIndex(of: 0.005)
        #expect(third.map { counts[$0] } == 2)
        histogram.compact()
        #expect(histogram.countsByBounds == counts)
    }

    @Test func partsAddUpToTheWhole() {
        var whole = LatencyHistogram()
        var parts = [LatencyHistogram(), LatencyHistogram(), LatencyHistogram()]
        for value in stride(from: Int64(1), to: 5_000_000_000, by: 7_654_321) {
            whole.record(nanoseconds: value)
            parts[Int(value % 3)].record(nanoseconds: value)
        }
        var sum = LatencyHistogram()
        for part in parts { sum.merge(part) }
        #expect(sum == whole)
    }

    @Test(arguments: [Int64.min, -1, 0, 1, 1023, 1024, 1 << 41, 1 << 42, 1 << 50, .max])
    func anyValueIsCounted(nanoseconds: Int64) {
        var histogram = LatencyHistogram()
        histogram.record(nanoseconds: nanoseconds)
        #expect(histogram.count == 1)
        #expect(histogram.value(atQuantile: 0.5) != nil)
    }

    @Test func nothingRecordedTellsNothing() {
        let histogram = LatencyHistogram()
        #expect(histogram.value(atQuantile: 0.5) == nil)
        #expect(histogram.count(atMost: 1e12) == 0)
    }
}
