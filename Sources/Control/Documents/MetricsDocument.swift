public import MeridianCore

/// The figures of a function or a service over time: `GET /v1/services/{service}/functions/{function}/metrics`.
public struct MetricsDocument: Sendable, Codable, Equatable {
    /// What came of one step.
    public struct Point: Sendable, Codable, Equatable {
        /// When the step begins.
        public var time: Timestamp
        /// How much of it is over, in seconds.
        public var seconds: Int
        /// Requests a second.
        public var rps: Double
        /// Requests that ended, by outcome.
        public var requests: RequestsDocument
        /// The share of requests that the function answered well, 0–1; without a value when no request says anything.
        public var success: Double?
        /// The share of requests that users were served well: what was turned away counts as failed.
        public var availability: Double?
        /// Of requests that were served, in milliseconds.
        public var durations: QuantilesDocument?
        /// Waits for an instance, in milliseconds.
        public var queue: QuantilesDocument?
        /// Starts of instances, in milliseconds.
        public var inits: QuantilesDocument?
        public var coldStarts: Int
        /// At the most.
        public var inFlight: Int
        /// Requests that waited for an instance, at the most.
        public var waiting: Int
        /// At the most, by state.
        public var instances: InstancesDocument
        /// Processors that were busy on average.
        public var cpu: Double
        /// Of all instances together, at the most.
        public var memoryBytes: Int
        /// Requests by release.
        public var releases: [String: Int]
    }

    /// When another release took over most requests.
    public struct Change: Sendable, Codable, Equatable {
        public var time: Timestamp
        public var release: Int
    }

    public var service: ServiceName
    /// `nil` for all functions of the service.
    public var function: FunctionName?
    public var since: Timestamp
    public var until: Timestamp
    /// The length of a step, in seconds.
    public var step: Int
    public var points: [Point]
    public var changes: [Change]
}

/// Requests by outcome.
public struct RequestsDocument: Sendable, Codable, Equatable {
    public var ok: Int
    public var error: Int
    public var timeout: Int
    public var shed: Int
    public var client: Int

    public var total: Int { ok + error + timeout + shed + client }
}

/// Durations below which shares of all lie, each to within 1 %, in milliseconds.
public struct QuantilesDocument: Sendable, Codable, Equatable {
    public var p50: Double
    public var p95: Double
    public var p99: Double
}

public struct InstancesDocument: Sendable, Codable, Equatable {
    public var starting: Int
    public var ready: Int
    public var draining: Int
}

/// What every function does now: `GET /v1/functions/live`.
public struct LiveFunctionsDocument: Sendable, Codable, Equatable {
    public struct Function: Sendable, Codable, Equatable {
        public var service: ServiceName
        public var function: FunctionName
        /// Those that answered, or serve; the busiest first.
        public var releases: [Int]
        /// Requests a second.
        public var rps: Double
        public var requests: RequestsDocument
        public var success: Double?
        public var availability: Double?
        public var durations: QuantilesDocument?
        /// Waits for an instance, in milliseconds.
        public var queue: QuantilesDocument?
        public var coldStarts: Int
        public var inFlight: Int
        /// Of the group whose instances run it: requests that waited for one, at the most.
        public var waiting: Int
        /// Of that group.
        public var instances: InstancesDocument
        /// Of that group: processors that were busy on average.
        public var cpu: Double
        /// Of that group.
        public var memoryBytes: Int
    }

    /// The end of the time that is told of.
    public var time: Timestamp
    /// Its length.
    public var seconds: Int
    public var functions: [Function]
}
