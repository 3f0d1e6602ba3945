import TestSupport
import Testing

@testable import Telemetry

@Suite struct SparseHistogramTests {
    private static func histogram(_ generator: inout SeededGenerator, _ count: Int) -> LatencyHistogram {
        var histogram = LatencyHistogram()
        for _ in 0..<count { histogram.record(nanoseconds: Int64.random(in: 0...(1 << 36), using: &generator)) }
        return histogram
    }

    @Test func differencesAddUpToTheWhole() {
        var generator = SeededGenerator(seed: 1)
        var whole = LatencyHistogram()
        var before = LatencyHistogram()
        var sum = SparseHistogram()
        for round in 0..<50 {
            whole.merge(Self.histogram(&generator, Int.random(in: 0...200, using: &generator)))
            sum.merge(SparseHistogram(whole, since: before))
            before = whole
            if round % 2 == 0 { before.compact() }
        }
        #expect(sum == SparseHistogram(whole))
        #expect(sum.count == whole.count)
        for quantile in [0, 0.5, 0.95, 0.99, 1] {
            #expect(sum.value(atQuantile: quantile) == whole.value(atQuantile: quantile))
        }
    }

    @Test func compactOnesCountOn() {
        var generator = SeededGenerator(seed: 2)
        let first = Self.histogram(&generator, 100)
        let second = Self.histogram(&generator, 100)
        var whole = first
        whole.merge(second)
        var compact = first
        compact.compact()
        #expect(compact == first)
        compact.merge(second)
        #expect(compact == whole)
        compact.compact()
        compact.record(nanoseconds: 1)
        whole.record(nanoseconds: 1)
        #expect(compact == whole)
        var empty = LatencyHistogram()
        empty.compact()
        var small = LatencyHistogram()
        small.record(nanoseconds: 5)
        small.compact()
        empty.merge(small)
        #expect(empty == small)
    }

    @Test func nothingRecordedTellsNothing() {
        #expect(SparseHistogram().value(atQuantile: 0.5) == nil)
        #expect(SparseHistogram(LatencyHistogram()).isEmpty)
    }
}
