/// A limit of requests at a time that follows the time they take: it shrinks when that time grows against its own long
/// average and grows slowly otherwise (Gradient2 of Netflix' concurrency-limits).
///
/// Samples come from live traffic; nothing is held back to measure a least time. A lasting change of the time itself
/// becomes the new average.
public struct GradientLimit: Sendable {
    /// How far the time may grow before the limit shrinks.
    private static let tolerance = 1.5
    private static let smoothing = 0.2
    /// What may wait beyond what runs, so that a limit can be found to be too low.
    private static let allowance = 4.0
    private static let longSamples = 600.0
    private static let window: Nanoseconds = 50 * .millisecond
    private static let leastSamples = 5

    /// Requests at a time.
    public private(set) var limit: Double
    public let lowest: Double
    public let highest: Double

    private var longTime = 0.0
    private var sampleCount = 0.0
    private var windowStart: Nanoseconds = .min
    private var windowSum = 0.0
    private var windowCount = 0
    private var windowInFlight = 0

    public init(initial: Double = 20, lowest: Double = 1, highest: Double = 1_000) {
        self.limit = min(max(initial, lowest), highest)
        self.lowest = lowest
        self.highest = highest
    }

    /// A request has ended well.
    /// - Parameters:
    ///   - duration: From its start on an instance, without waiting.
    ///   - inFlight: How many ran as it ended, itself included.
    public mutating func sample(duration: Nanoseconds, inFlight: Int, now: Nanoseconds) {
        let time = Double(max(duration, 1))
        sampleCount = min(sampleCount + 1, Self.longSamples)
        // The plain mean of the first samples, then an exponential one.
        longTime += (time - longTime) * max(1 / sampleCount, 2 / (Self.longSamples + 1))
        if windowStart == .min { windowStart = now }
        windowSum += time
        windowCount += 1
        windowInFlight = max(windowInFlight, inFlight)
        if now - windowStart >= Self.window, windowCount >= Self.leastSamples { close(now) }
    }

    private mutating func close(_ now: Nanoseconds) {
        let shortTime = windowSum / Double(windowCount)
        // An average from worse times is let go of faster.
        if longTime / shortTime > 2 { longTime *= 0.95 }
        if Double(windowInFlight) >= limit / 2 {
            let gradient = min(max(Self.tolerance * longTime / shortTime, 0.5), 1)
            let wanted = gradient * limit + Self.allowance
            limit = min(max(limit * (1 - Self.smoothing) + wanted * Self.smoothing, lowest), highest)
        }
        windowStart = now
        windowSum = 0
        windowCount = 0
        windowInFlight = 0
    }
}
