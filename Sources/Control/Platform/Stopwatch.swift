/// Measures the parts of some work.
struct Stopwatch: Sendable {
    private var last = ContinuousClock.now

    /// Milliseconds since the former lap, to the microsecond.
    mutating func lap() -> Double {
        let now = ContinuousClock.now
        defer { last = now }
        return last.duration(to: now).milliseconds
    }
}

extension Duration {
    /// To the microsecond.
    var milliseconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds * 1_000_000 + attoseconds / 1_000_000_000_000) / 1_000
    }
}
