public import Telemetry

/// What came of a release's requests.
public struct ReleaseCounts: Hashable, Sendable, Codable {
    /// Those that the release answered or failed to. What the caller got wrong and what the platform turned away says
    /// nothing about a release, and is left out.
    public var requests: Int
    /// Those of them that failed or took too long.
    public var errors: Int
    public var latency: Distribution
    /// That its instances used; `nil` when it is not known.
    public var processorMicroseconds: UInt64?

    public init(
        requests: Int = 0, errors: Int = 0, latency: Distribution = Distribution(), processorMicroseconds: UInt64? = nil
    ) {
        self.requests = requests
        self.errors = errors
        self.latency = latency
        self.processorMicroseconds = processorMicroseconds
    }

    public init(_ snapshot: FunctionMetrics.Snapshot, processorMicroseconds: UInt64? = nil) {
        self.processorMicroseconds = processorMicroseconds
        errors = Int(snapshot.count(.error) + snapshot.count(.timeout))
        requests = Int(snapshot.count(.ok)) + errors
        latency = Distribution(snapshot.durations)
    }

    /// `nil` without requests.
    public var errorRatio: Double? { requests > 0 ? Double(errors) / Double(requests) : nil }

    public mutating func add(_ other: ReleaseCounts) {
        requests += other.requests
        errors += other.errors
        latency.add(other.latency)
        if let spent = other.processorMicroseconds { processorMicroseconds = (processorMicroseconds ?? 0) + spent }
    }

    mutating func leaveOutTimes() {
        latency = Distribution()
        processorMicroseconds = nil
    }

    /// What came since an earlier reading of the same counters. Counters that have sunk began anew.
    public func since(_ earlier: ReleaseCounts) -> ReleaseCounts {
        guard requests >= earlier.requests, errors >= earlier.errors else { return self }
        return ReleaseCounts(
            requests: requests - earlier.requests, errors: errors - earlier.errors,
            latency: latency.since(earlier.latency), processorMicroseconds: processorTime(since: earlier))
    }

    /// Time of instances that were lost without a last look makes a counter sink; what is since then is not known.
    private func processorTime(since earlier: ReleaseCounts) -> UInt64? {
        guard let now = processorMicroseconds, let before = earlier.processorMicroseconds, now >= before else {
            return nil
        }
        return now - before
    }
}

/// What came of the requests of both releases in the same time.
public struct Observation: Hashable, Sendable {
    public var candidate: ReleaseCounts
    public var baseline: ReleaseCounts

    public init(candidate: ReleaseCounts = ReleaseCounts(), baseline: ReleaseCounts = ReleaseCounts()) {
        self.candidate = candidate
        self.baseline = baseline
    }
}
