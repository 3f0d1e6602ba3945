import MeridianCore
import TestSupport

@testable import Telemetry

/// Series and figures that tests make up.
enum Sample {
    static let service = ServiceName("shop")!

    static func key(_ function: String = "item", release: Int = 1) -> SeriesKey {
        SeriesKey(service: service, function: FunctionName(function)!, group: "default", release: release, unit: "one")
    }

    static func point(ok: UInt64 = 1, milliseconds: Int64 = 5) -> MetricPoint {
        var point = MetricPoint()
        point.requests.ok = ok
        var histogram = LatencyHistogram()
        for _ in 0..<ok { histogram.record(nanoseconds: milliseconds * 1_000_000) }
        point.durations = SparseHistogram(histogram)
        return point
    }

    /// Any figures there can be.
    static func anyPoint(_ generator: inout SeededGenerator) -> MetricPoint {
        func figure() -> UInt64 {
            Bool.random(using: &generator)
                ? 0 : UInt64.random(in: 0...1, using: &generator) << UInt64.random(in: 0..<48, using: &generator)
        }
        func histogram() -> SparseHistogram {
            var histogram = LatencyHistogram()
            for _ in 0..<Int.random(in: 0...40, using: &generator) {
                let value =
                    Int64.random(in: 0...(1 << 44), using: &generator) >> Int64.random(in: 0...44, using: &generator)
                for _ in 0...Int.random(in: 0...9, using: &generator) { histogram.record(nanoseconds: value) }
            }
            return SparseHistogram(histogram)
        }
        var point = MetricPoint()
        for outcome in RequestOutcome.allCases { point.requests[outcome] = figure() }
        point.durations = histogram()
        point.queueTimes = histogram()
        point.initDurations = histogram()
        point.coldStarts = figure()
        point.cpuMicroseconds = figure()
        point.inFlight = figure()
        point.waiting = figure()
        point.starting = figure()
        point.ready = figure()
        point.draining = figure()
        point.memoryKiB = figure()
        return point
    }
}
