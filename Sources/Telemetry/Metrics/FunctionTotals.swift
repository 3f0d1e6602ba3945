extension FunctionMetrics {
    /// Sums of what was counted, without the histogram: cheap to look at often.
    public struct Totals: Sendable, Equatable {
        /// With those that were turned away.
        public private(set) var requests = 0
        /// Answers 5xx that are not for want of room.
        public private(set) var failures = 0
        /// Requests that were served.
        public private(set) var served = 0
        /// That those took together.
        public private(set) var nanoseconds: UInt64 = 0

        public init() {}

        fileprivate init(_ snapshot: FunctionMetrics.Snapshot) {
            for outcome in RequestOutcome.allCases { requests += Int(clamping: snapshot.count(outcome)) }
            failures = Int(clamping: snapshot.count(.error) &+ snapshot.count(.timeout))
            served = Int(clamping: snapshot.durations.count)
            nanoseconds = snapshot.durations.sum
        }

        public mutating func add(_ other: Totals) {
            requests += other.requests
            failures += other.failures
            served += other.served
            nanoseconds &+= other.nanoseconds
        }

        /// What came after an earlier look.
        public func since(_ earlier: Totals) -> Totals {
            var result = Totals()
            result.requests = max(0, requests - earlier.requests)
            result.failures = max(0, failures - earlier.failures)
            result.served = max(0, served - earlier.served)
            result.nanoseconds = nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0
            return result
        }

        /// That a served request took on average; 0 without any.
        public var milliseconds: Double { served > 0 ? Double(nanoseconds) / Double(served) / 1e6 : 0 }
    }

    public var totals: Totals { snapshot.totals }
}

extension FunctionMetrics.Snapshot {
    public var totals: FunctionMetrics.Totals { FunctionMetrics.Totals(self) }
}
