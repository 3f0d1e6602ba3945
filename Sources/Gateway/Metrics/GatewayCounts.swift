public import MeridianCore
public import Telemetry

/// What the gateway counted up to a moment.
public struct GatewayCounts: Sendable {
    public typealias Functions = [FunctionName: FunctionMetrics.Snapshot]

    /// Of the releases that requests reach, by service and number. Counts of a release begin anew when it was out of
    /// reach.
    public private(set) var releases: [ServiceName: [Int: Functions]] = [:]
    /// Of all other releases.
    private var former: [ServiceName: Functions]

    init(former: [ServiceName: Functions] = [:]) {
        self.former = former
    }

    /// Of every function there ever was, over all its releases.
    public var functions: [ServiceName: Functions] {
        var functions = former
        for (service, numbers) in releases {
            for snapshots in numbers.values { functions[service, default: [:]].add(snapshots) }
        }
        return functions
    }

    /// Of a release, over all its functions.
    public func release(_ number: Int, of service: ServiceName) -> FunctionMetrics.Snapshot {
        (releases[service]?[number] ?? [:]).values.reduce(into: FunctionMetrics.Snapshot()) { $0.merge($1) }
    }

    mutating func add(_ snapshots: Functions, of service: ServiceName, _ release: Int) {
        releases[service, default: [:]][release, default: [:]].add(snapshots)
    }

    mutating func merge(_ other: GatewayCounts) {
        for (service, snapshots) in other.former { former[service, default: [:]].add(snapshots) }
        for (service, numbers) in other.releases {
            for (number, snapshots) in numbers { add(snapshots, of: service, number) }
        }
    }
}

extension [FunctionName: FunctionMetrics.Snapshot] {
    mutating func add(_ other: [FunctionName: FunctionMetrics.Snapshot]) {
        for (function, snapshot) in other { self[function, default: FunctionMetrics.Snapshot()].merge(snapshot) }
    }
}
