import Glibc
import MeridianCore
import Telemetry

/// Minutes of many functions on disk: the busiest gets the largest part of all requests, the second half of that, the
/// third a third (Zipf's law), more by day than by night, in log-normal durations.
struct StoredLoad {
    private static let service = ServiceName("bench")!
    /// A Monday, in minutes since 1970.
    private static let start: Int64 = 20_003 * 1_440

    var functions: Int
    var days: Int
    /// Requests a second, of all functions together.
    var rate: Double

    func run(in directory: String) throws {
        let store = try MinuteStore(directory, limits: .init(days: days + 1, bytes: .max)) {
            print("problem \($0.code)")
        }
        let points = try write(to: store)
        print("points", points)
        print("bytes", store.byteCount)
        for (name, function) in [("busiest", 0), ("middle", functions / 10)] {
            print("\(name)-day-milliseconds", try read(function, from: store))
        }
    }

    /// - Returns: Minutes in which a function was called.
    private func write(to store: MinuteStore) throws -> Int {
        var draw = LoadDraw(seed: 3)
        let keys = (0..<functions).map(key)
        let whole = (1...functions).reduce(0.0) { $0 + 1 / Double($1) }
        var points = 0
        for minute in 0..<Int64(days) * 1_440 {
            let tide = 1 + 0.8 * sin(2 * .pi * Double(minute % 1_440) / 1_440)
            var figures: [SeriesKey: MetricPoint] = [:]
            for (number, key) in keys.enumerated() {
                let count = draw.count(mean: rate * 60 * tide / Double(number + 1) / whole)
                guard count > 0 else { continue }
                var histogram = LatencyHistogram()
                for _ in 0..<count {
                    histogram.record(nanoseconds: draw.duration(milliseconds: Double(number % 50 + 2)))
                }
                var waits = LatencyHistogram()
                for _ in 0..<count { waits.record(nanoseconds: 0) }
                var point = MetricPoint()
                point.requests.ok = UInt64(count)
                point.durations = SparseHistogram(histogram)
                point.queueTimes = SparseHistogram(waits)
                point.inFlight = UInt64(1 + count / 600)
                figures[key] = point
                points += 1
            }
            try store.append(figures, minute: Self.start + minute)
        }
        try store.append([:], minute: Self.start + Int64(days) * 1_440)
        return points
    }

    /// Milliseconds to read the first day of a function with its quantiles: the best of five.
    private func read(_ function: Int, from store: MinuteStore) throws -> Double {
        let name = name(function)
        return try (0..<5).map { _ in
            let start = ContinuousClock.now
            var chart = Chart(seconds: Self.start * 60..<(Self.start + 1_440) * 60, step: 60)
            try store.read(.function(Self.service, name), minutes: Self.start..<Self.start + 1_440) {
                key, minute, point in
                chart.add(point, at: minute * 60, release: key.release)
            }
            let quantiles = chart.steps.compactMap { $0.figures.durations.value(atQuantile: 0.99) }
            guard !quantiles.isEmpty else { fatalError("nothing was stored of \(name)") }
            return (ContinuousClock.now - start) / .milliseconds(1)
        }.min() ?? 0
    }

    private func name(_ number: Int) -> FunctionName { FunctionName("function-\(number)")! }

    private func key(_ number: Int) -> SeriesKey {
        SeriesKey(
            service: Self.service, function: name(number), group: "default", release: 1,
            unit: "main")
    }
}
