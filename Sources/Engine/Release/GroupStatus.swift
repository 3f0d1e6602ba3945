/// What runs of a group at a moment.
public struct GroupStatus: Sendable, Codable, Equatable {
    public struct Instance: Sendable, Codable, Equatable {
        public var id: String
        public var pid: Int
        /// `starting`, `ready`, `draining` or `ended`.
        public var state: String
        public var inFlight: Int
        /// Invocations that it has answered.
        public var served: Int
        /// Resident memory in bytes; `nil` where the system does not tell.
        public var residentBytes: Int?
        /// The most memory that it was seen to use, in bytes; `nil` where the system does not tell.
        public var peakBytes: Int?
        /// How its start went; `nil` until it is ready.
        public var beginning: Beginning?
    }

    /// How long the parts of an instance's start took, in milliseconds.
    public struct Beginning: Sendable, Codable, Equatable {
        /// Until there was a process.
        public var spawn: Double
        /// From then until it could serve: loading the program, making what the functions use.
        public var initialization: Double
        /// From when it could serve and had its first request until its answer began; `nil` before.
        public var firstAnswer: Double?
    }

    public var group: String
    /// Names of the functions that share the instances.
    public var functions: [String]
    public var instances: [Instance]
    /// Requests that wait for an instance.
    public var waiting: Int
    /// Instances that the load asks for; there may be more on standby.
    public var wanted: Int
    /// Instances started since the release was activated.
    public var started: Int
    /// Instances that ended without being asked to.
    public var crashed: Int
    /// The latest instances that ended before they were ready, one after another; `nil` as an older platform says it.
    public var failedStarts: Int?
    /// Why the last of those did not start; `nil` when there are none.
    public var startProblem: String?
}
