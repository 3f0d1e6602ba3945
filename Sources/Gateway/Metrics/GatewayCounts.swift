public import MeridianCore
public import Telemetry

/// What the gateway counted up to a moment.
public struct GatewayCounts: Sendable {
    public typealias Functions = [FunctionName: FunctionMetrics.Snapshot]

    /// Releases of a service that are counted apart when no request reaches them any more; the newest.
    static let mostFormer = 8

    /// Of the releases that requests reach, by service and number. Counts of a release begin anew when it was out of
    /// reach.
    public private(set) var releases: [ServiceName: [Int: Functions]] = [:]
    /// Of releases that requests reached before.
    private(set) var former: [ServiceName: [Int: Functions]]
    /// Of all that came before those.
    private(set) var older: [ServiceName: Functions]

    init(former: [ServiceName: [Int: Functions]] = [:], older: [ServiceName: Functions] = [:]) {
        self.former = former
        self.older = older
    }

    /// Of every function there ever was, over all its releases.
    public var functions: [ServiceName: Functions] {
        var functions = older
        for (service, numbers) in versions {
            for snapshots in numbers.values { functions[service, default: [:]].add(snapshots) }
        }
        return functions
    }

    /// By release, of those that requests reach and the newest others: these counts never fall.
    public var versions: [ServiceName: [Int: Functions]] {
        var versions = releases
        for (service, numbers) in former {
            for (number, snapshots) in numbers { versions[service, default: [:]][number, default: [:]].add(snapshots) }
        }
        return versions
    }

    /// Of a release, over all its functions.
    public func release(_ number: Int, of service: ServiceName) -> FunctionMetrics.Snapshot {
        (releases[service]?[number] ?? [:]).values.reduce(into: FunctionMetrics.Snapshot()) { $0.merge($1) }
    }

    mutating func add(_ snapshots: Functions, of service: ServiceName, _ release: Int) {
        releases[service, default: [:]][release, default: [:]].add(snapshots)
    }

    /// Takes over what was counted of a release that no request can reach any more.
    mutating func retire(_ snapshots: Functions, of service: ServiceName, _ release: Int) {
        former[service, default: [:]][release, default: [:]].add(snapshots.mapValues { $0.compacted() })
        while let numbers = former[service], numbers.count > Self.mostFormer, let oldest = numbers.keys.min() {
            older[service, default: [:]].add(numbers[oldest] ?? [:])
            former[service]?[oldest] = nil
        }
    }

    /// Leaves what is of one service.
    func of(_ service: ServiceName) -> GatewayCounts {
        var counts = GatewayCounts(
            former: former.filter { $0.key == service }, older: older.filter { $0.key == service })
        counts.releases = releases.filter { $0.key == service }
        return counts
    }

    mutating func merge(_ other: GatewayCounts) {
        for (service, snapshots) in other.older { older[service, default: [:]].add(snapshots) }
        for (service, numbers) in other.former {
            for (number, snapshots) in numbers { former[service, default: [:]][number, default: [:]].add(snapshots) }
        }
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
