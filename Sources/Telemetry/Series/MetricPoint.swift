/// The figures of one series over a second or a minute.
public struct MetricPoint: Sendable, Equatable {
    /// Requests that ended, by outcome.
    public var requests = RequestCounts()
    /// From the complete request head to the last byte of the answer, of requests that were served.
    public var durations = SparseHistogram()
    /// From when a request was admitted until an instance took it. A wait of less than 0.1 ms counts as none.
    public var queueTimes = SparseHistogram()
    /// From the start of an instance until it was ready.
    public var initDurations = SparseHistogram()
    /// Requests that waited for an instance to start.
    public var coldStarts: UInt64 = 0
    /// That instances used.
    public var cpuMicroseconds: UInt64 = 0
    /// Requests that were being served, at the most.
    public var inFlight: UInt64 = 0
    /// Requests that waited for an instance, at the most.
    public var waiting: UInt64 = 0
    /// Instances by state, at the most.
    public var starting: UInt64 = 0
    public var ready: UInt64 = 0
    public var draining: UInt64 = 0
    /// Of all instances together, at the most, in KiB.
    public var memoryKiB: UInt64 = 0

    public init() {}

    public var isEmpty: Bool { self == MetricPoint() }

    /// Goes on with what came later: counts add up, levels are the highest.
    public mutating func append(_ later: MetricPoint) {
        addCounts(later)
        inFlight = max(inFlight, later.inFlight)
        waiting = max(waiting, later.waiting)
        starting = max(starting, later.starting)
        ready = max(ready, later.ready)
        draining = max(draining, later.draining)
        memoryKiB = max(memoryKiB, later.memoryKiB)
    }

    /// Adds what was at the same time elsewhere: counts and levels add up.
    public mutating func add(_ other: MetricPoint) {
        addCounts(other)
        inFlight += other.inFlight
        waiting += other.waiting
        starting += other.starting
        ready += other.ready
        draining += other.draining
        memoryKiB += other.memoryKiB
    }

    private mutating func addCounts(_ other: MetricPoint) {
        requests.add(other.requests)
        durations.merge(other.durations)
        queueTimes.merge(other.queueTimes)
        initDurations.merge(other.initDurations)
        coldStarts += other.coldStarts
        cpuMicroseconds += other.cpuMicroseconds
    }
}

/// Requests by outcome.
public struct RequestCounts: Sendable, Equatable {
    public var ok: UInt64 = 0
    public var error: UInt64 = 0
    public var timeout: UInt64 = 0
    public var shed: UInt64 = 0
    public var client: UInt64 = 0

    public init() {}

    public subscript(outcome: RequestOutcome) -> UInt64 {
        get {
            switch outcome {
            case .ok: ok
            case .error: error
            case .timeout: timeout
            case .shed: shed
            case .client: client
            }
        }
        set {
            switch outcome {
            case .ok: ok = newValue
            case .error: error = newValue
            case .timeout: timeout = newValue
            case .shed: shed = newValue
            case .client: client = newValue
            }
        }
    }

    public var total: UInt64 { ok + error + timeout + shed + client }

    /// The share of requests that the function answered well. What was turned away and what was the caller's own fault is
    /// left out, since the function did not decide it.
    /// - Returns: Between 0 and 1; `nil` when no request says anything.
    public var success: Double? { Self.share(ok, of: ok + error + timeout) }

    /// The share of requests that users were served well. What was turned away counts as failed for them.
    /// - Returns: Between 0 and 1; `nil` when no request says anything.
    public var availability: Double? { Self.share(ok, of: ok + error + timeout + shed) }

    public mutating func add(_ other: RequestCounts) {
        ok += other.ok
        error += other.error
        timeout += other.timeout
        shed += other.shed
        client += other.client
    }

    private static func share(_ part: UInt64, of whole: UInt64) -> Double? {
        whole > 0 ? Double(part) / Double(whole) : nil
    }
}
