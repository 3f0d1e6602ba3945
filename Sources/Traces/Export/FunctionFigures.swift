public import MeridianCore
public import Telemetry

/// What was counted of functions, and of the instances that run them, since the platform was started.
public struct FunctionFigures: Sendable {
    public struct Function: Sendable {
        public var service: ServiceName
        public var function: FunctionName
        public var release: Int
        public var requests = FunctionMetrics.Snapshot()
        /// From when a request was admitted until an instance took it.
        public var queueTimes = LatencyHistogram()
        /// Requests that waited for an instance to start.
        public var coldStarts: UInt64 = 0

        public init(service: ServiceName, function: FunctionName, release: Int) {
            self.service = service
            self.function = function
            self.release = release
        }
    }

    /// The instances of a group of functions.
    public struct Group: Sendable {
        public var service: ServiceName
        public var group: String
        public var release: Int
        /// From the start of an instance until it was ready.
        public var initDurations: LatencyHistogram
        public var processorMicroseconds: UInt64
        /// Of those that run now.
        public var residentBytes: Int

        public init(
            service: ServiceName, group: String, release: Int, initDurations: LatencyHistogram,
            processorMicroseconds: UInt64, residentBytes: Int
        ) {
            self.service = service
            self.group = group
            self.release = release
            self.initDurations = initDurations
            self.processorMicroseconds = processorMicroseconds
            self.residentBytes = residentBytes
        }
    }

    public var functions: [Function]
    public var groups: [Group]

    public init(functions: [Function], groups: [Group]) {
        self.functions = functions
        self.groups = groups
    }
}
