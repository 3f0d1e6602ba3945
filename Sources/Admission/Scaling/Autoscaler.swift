/// How many instances a group should have, from how much runs and how long requests wait (the two windows are those of
/// Knative's autoscaler).
///
/// A stable window smooths; when the short panic window shows much more than the instances can take, it counts instead,
/// and nothing is taken away until that is over. A pure value: the engine's pulse tells it what it sees and does what it
/// says.
public struct Autoscaler: Sendable {
    public struct Settings: Sendable, Hashable {
        /// Requests at a time that an instance should serve.
        public var targetConcurrency: Double
        /// The longest mean wait for an instance, in nanoseconds; beyond it one more is wanted than runs ask for.
        public var targetWait: Nanoseconds
        public var stableWindow: Nanoseconds
        public var panicWindow: Nanoseconds
        /// It panics when the panic window wants so many times the instances there are.
        public var panicThreshold: Double
        /// How many times the instances there are may be wanted at once.
        public var mostGrowth: Double
        public var lowest: Int
        public var highest: Int

        public init(
            targetConcurrency: Double, targetWait: Nanoseconds = 5_000_000, stableWindow: Nanoseconds = 60_000_000_000,
            panicWindow: Nanoseconds = 6_000_000_000, panicThreshold: Double = 2, mostGrowth: Double = 1_000,
            lowest: Int = 0, highest: Int = 1_000
        ) {
            self.targetConcurrency = targetConcurrency
            self.targetWait = targetWait
            self.stableWindow = stableWindow
            self.panicWindow = panicWindow
            self.panicThreshold = panicThreshold
            self.mostGrowth = mostGrowth
            self.lowest = lowest
            self.highest = highest
        }
    }

    /// What is seen at a moment.
    public struct Observation: Sendable {
        /// Requests that run or wait.
        public var inFlight: Int
        /// The mean wait of those that began since the last observation, in nanoseconds; 0 when none did.
        public var wait: Nanoseconds
        /// Instances that are ready.
        public var instances: Int
        /// The machine has no processor time left, so that an instance more would do no more.
        public var isSaturated: Bool

        public init(inFlight: Int, wait: Nanoseconds, instances: Int, isSaturated: Bool = false) {
            self.inFlight = inFlight
            self.wait = wait
            self.instances = instances
            self.isSaturated = isSaturated
        }
    }

    public var settings: Settings
    private var stable: TimeWeightedMean
    private var panic: TimeWeightedMean
    private var panickedAt: Nanoseconds?
    private var mostInPanic = 0

    public init(_ settings: Settings) {
        self.settings = settings
        stable = TimeWeightedMean(window: settings.stableWindow)
        panic = TimeWeightedMean(window: settings.panicWindow)
    }

    public var isPanicking: Bool { panickedAt != nil }

    /// - Returns: How many instances there should be.
    public mutating func observe(_ seen: Observation, now: Nanoseconds) -> Int {
        stable.add(Double(seen.inFlight), now: now)
        panic.add(Double(seen.inFlight), now: now)
        let wantedNow = instances(for: panic.mean)
        var wanted = instances(for: stable.mean)
        let ready = max(seen.instances, 1)
        if Double(wantedNow) >= settings.panicThreshold * Double(ready) {
            panickedAt = now
        } else if let since = panickedAt, now - since > settings.stableWindow {
            panickedAt = nil
            mostInPanic = 0
        }
        if isPanicking {
            mostInPanic = max(mostInPanic, wantedNow)
            wanted = max(wanted, mostInPanic)
        }
        if seen.wait > settings.targetWait, seen.instances > 0, !seen.isSaturated {
            // They wait although no more run than should: what an instance can do is less than was thought.
            wanted = max(wanted, seen.instances + max(1, seen.instances / 10))
        }
        let most = (settings.mostGrowth * Double(ready)).rounded(.up)
        return max(settings.lowest, min(wanted, settings.highest, most < 1e9 ? Int(most) : .max))
    }

    private func instances(for concurrency: Double) -> Int {
        // The trace of what ran long ago does not keep an instance.
        concurrency < 0.001 ? 0 : Int((concurrency / settings.targetConcurrency).rounded(.up))
    }
}
