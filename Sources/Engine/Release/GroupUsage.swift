public import MeridianCore
import NIOCore
public import Telemetry

/// What a group of instances has counted since its release was activated, and what runs of it.
public struct GroupUsage: Sendable {
    public struct Function: Sendable {
        public var name: FunctionName
        /// From when a request was admitted until an instance took it; less than 0.1 ms counts as nothing.
        public var queueTimes: LatencyHistogram
        /// Requests that waited for an instance to start.
        public var coldStarts: UInt64
    }

    public var group: String
    public var functions: [Function]
    /// From the start of an instance until it was ready.
    public var initDurations: LatencyHistogram
    /// That its instances used: at the last look of those that run, up to their end of those that are gone.
    public var processorMicroseconds: UInt64 = 0
    public var starting = 0
    public var ready = 0
    public var draining = 0
    /// Requests that wait for an instance.
    public var waiting = 0
    /// Of all instances together.
    public var residentBytes = 0
    /// Requests that the group serves at a time when it has all instances that it may have.
    public var limit = 0

    init(group: String, functions: [Function], initDurations: LatencyHistogram) {
        self.group = group
        self.functions = functions
        self.initDurations = initDurations
    }
}

/// What the groups of a release have counted since it was activated.
public struct ReleaseUsage: Sendable {
    /// No other activation has it, not even of the same release.
    public var activation: Int
    public var service: ServiceName
    public var release: Int
    public var groups: [GroupUsage]
}

extension ActiveRelease {
    func usage() async -> ReleaseUsage {
        var groups: [GroupUsage] = []
        for pool in pools {
            if let usage = try? await pool.eventLoop.submit({ pool.usage() }).get() { groups.append(usage) }
        }
        return ReleaseUsage(
            activation: activation, service: release.service, release: release.number, groups: groups)
    }

    /// Processor time that its instances have used, as far as it was seen of those that ended.
    public func processorMicroseconds() async -> UInt64 {
        await usage().groups.reduce(0) { $0 + $1.processorMicroseconds }
    }
}
