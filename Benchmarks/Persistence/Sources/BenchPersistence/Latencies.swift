import Synchronization

/// How long calls took.
final class Latencies: Sendable {
    private let milliseconds = Mutex([Double]())

    func measure<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        let begin = ContinuousClock.now
        let value = try await body()
        let elapsed = (ContinuousClock.now - begin) / .milliseconds(1)
        milliseconds.withLock { $0.append(elapsed) }
        return value
    }

    var count: Int { milliseconds.withLock { $0.count } }

    /// - Parameter part: 0.99 for what 99 of 100 calls stay below.
    func quantile(_ part: Double) -> Double {
        let sorted = milliseconds.withLock { $0.sorted() }
        return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
    }
}
