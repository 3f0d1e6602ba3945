import Admission
import Engine
import MeridianCore
import Telemetry

/// What is counted of one release on one event loop.
final class ReleaseMetrics {
    /// Kept while it is counted, so that no other release gets its identity.
    let release: ActiveRelease
    /// By the functions of its manifest.
    let functions: [FunctionMetrics]
    var isRouted = true

    init(_ release: ActiveRelease) {
        self.release = release
        self.functions = release.release.manifest.functions.map { _ in FunctionMetrics() }
    }

    var isIdle: Bool { functions.allSatisfy { $0.snapshot.inFlight == 0 } }

    var snapshots: [FunctionName: FunctionMetrics.Snapshot] {
        let names = release.release.manifest.functions.lazy.map(\.name)
        return Dictionary(zip(names, functions.lazy.map(\.snapshot)), uniquingKeysWith: { $1 })
    }
}

/// What one event loop counts. The counts of a release that is gone live on in those of its functions.
struct MetricsLedger {
    private var counted: [ObjectIdentifier: ReleaseMetrics] = [:]
    private var gone = GatewayCounts()

    /// Where to count requests from now on, by the entries of a table and their functions.
    mutating func handles(for entries: [RoutingTable.Entry]) -> [[FunctionMetrics]] {
        for metrics in counted.values { metrics.isRouted = false }
        let handles = entries.map { entry in
            let identifier = ObjectIdentifier(entry.release)
            let metrics = counted[identifier] ?? ReleaseMetrics(entry.release)
            metrics.isRouted = true
            counted[identifier] = metrics
            return metrics.functions
        }
        settle()
        return handles
    }

    mutating func counts(of service: ServiceName? = nil) -> GatewayCounts {
        settle()
        var counts = service.map { gone.of($0) } ?? gone
        for metrics in counted.values {
            let release = metrics.release.release
            guard service == nil || service == release.service else { continue }
            counts.add(metrics.snapshots, of: release.service, release.number)
        }
        return counts
    }

    /// The sums of the functions that were called, over all their releases.
    func totals() -> [FunctionKey: FunctionMetrics.Totals] {
        var sums: [FunctionKey: FunctionMetrics.Totals] = [:]
        func add(_ totals: FunctionMetrics.Totals, of service: ServiceName, _ function: FunctionName) {
            if totals.requests > 0 { sums[FunctionKey(service, function), default: .init()].add(totals) }
        }
        for (service, functions) in gone.functions {
            for (function, snapshot) in functions { add(snapshot.totals, of: service, function) }
        }
        for metrics in counted.values {
            let manifest = metrics.release.release.manifest
            for (declared, handle) in zip(manifest.functions, metrics.functions) {
                add(handle.totals, of: manifest.service, declared.name)
            }
        }
        return sums
    }

    /// Closes the accounts of releases that no request can reach any more.
    private mutating func settle() {
        for (identifier, metrics) in counted where !metrics.isRouted && metrics.isIdle {
            let release = metrics.release.release
            gone.retire(metrics.snapshots, of: release.service, release.number)
            counted[identifier] = nil
        }
    }
}
