import JSONCodec
import NIOCore
import Releases
import Telemetry
import TestSupport
import Testing

@Suite struct DistributionTests {
    private func random(_ generator: inout SeededGenerator) -> [(value: Int64, count: Int)] {
        (0..<Int.random(in: 0...30, using: &generator)).map { _ in
            (value: .random(in: 0...40, using: &generator), count: .random(in: 0...3, using: &generator))
        }
    }

    @Test func addingAndTakingAwayAreInverse() throws {
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<300 {
            let (first, second) = (random(&generator), random(&generator))
            var sum = Distribution(first)
            sum.add(Distribution(second))
            #expect(sum == Distribution(first + second))
            #expect(sum.since(Distribution(first)) == Distribution(second))
            #expect(sum.count == (first + second).reduce(0) { $0 + $1.count })
            #expect(try JSON.decode(Distribution.self, from: JSON.encode(sum)) == sum)
            for quantile in [0, 0.25, 0.5, 0.99, 1] {
                let sorted = (first + second).flatMap { [Int64](repeating: $0.value, count: $0.count) }.sorted()
                let rank = max(1, Int((quantile * Double(sorted.count)).rounded(.up)))
                #expect(sum.value(atQuantile: quantile) == (sorted.isEmpty ? nil : sorted[rank - 1]))
            }
        }
    }

    @Test func countersThatBeganAnewCountFromZero() {
        let before = ReleaseCounts(requests: 10, errors: 2, latency: Distribution([(value: 5, count: 10)]))
        let after = ReleaseCounts(requests: 3, errors: 0, latency: Distribution([(value: 5, count: 3)]))
        #expect(after.since(before) == after)
    }

    @Test func aHistogramIsTakenOver() throws {
        var histogram = LatencyHistogram()
        for value in [1_000_000, 1_000_000, 25_000_000] as [Int64] { histogram.record(nanoseconds: value) }
        let distribution = Distribution(histogram)
        #expect(distribution.counts == [2, 1])
        for (value, expected) in zip(distribution.values, [1_000_000, 25_000_000]) {
            #expect(abs(Double(value) / Double(expected) - 1) < 0.016)
        }
    }

    @Test(arguments: [
        #"{"values": [1], "counts": []}"#, #"{"values": [2, 1], "counts": [1, 1]}"#, #"{"values": [1], "counts": [0]}"#,
    ])
    func whatCantBeIsRefused(text: String) {
        #expect(throws: DecodingError.self) { try JSON.decode(Distribution.self, from: ByteBuffer(string: text)) }
    }
}
