/// What is counted of one function on one event loop.
public final class FunctionMetrics {
    public private(set) var snapshot = Snapshot()

    /// The figures at a moment; those of several event loops add up.
    public struct Snapshot: Sendable, Equatable {
        public fileprivate(set) var outcomes = [UInt64](repeating: 0, count: RequestOutcome.allCases.count)
        public fileprivate(set) var durations = LatencyHistogram()
        public fileprivate(set) var inFlight = 0

        public init() {}

        public func count(_ outcome: RequestOutcome) -> UInt64 { outcomes[outcome.rawValue] }

        public mutating func merge(_ other: Snapshot) {
            for index in outcomes.indices { outcomes[index] &+= other.outcomes[index] }
            durations.merge(other.durations)
            inFlight += other.inFlight
        }

        /// With less memory, for one that is kept and hardly counts any more.
        public func compacted() -> Snapshot {
            var result = self
            result.durations.compact()
            return result
        }
    }

    public init() {}

    public func began() {
        snapshot.inFlight += 1
    }

    /// A request was turned away at once, on its head alone; its time would say nothing of the function.
    public func turnedAway(_ outcome: RequestOutcome) {
        snapshot.outcomes[outcome.rawValue] &+= 1
    }

    /// - Parameter nanoseconds: From the complete request head to the last byte of the answer.
    public func ended(_ outcome: RequestOutcome, nanoseconds: Int64) {
        snapshot.inFlight -= 1
        snapshot.outcomes[outcome.rawValue] &+= 1
        snapshot.durations.record(nanoseconds: nanoseconds)
    }
}
