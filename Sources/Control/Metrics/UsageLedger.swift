import Engine
import MeridianCore
import Telemetry

/// What the engine has counted, over all activations of a release, and what came since the last look.
struct UsageLedger {
    struct Function {
        var queueTimes = LatencyHistogram()
        var coldStarts: UInt64 = 0

        mutating func add(_ other: GroupUsage.Function) {
            queueTimes.merge(other.queueTimes)
            coldStarts += other.coldStarts
        }
    }

    struct Group {
        var initDurations = LatencyHistogram()
        var processorMicroseconds: UInt64 = 0
        /// Of what runs now.
        var starting = 0
        var ready = 0
        var draining = 0
        var residentBytes = 0
        var limit = 0

        mutating func addCounts(_ other: GroupUsage) {
            initDurations.merge(other.initDurations)
            processorMicroseconds += other.processorMicroseconds
        }

        mutating func addLevels(_ other: GroupUsage) {
            starting += other.starting
            ready += other.ready
            draining += other.draining
            residentBytes += other.residentBytes
            limit += other.limit
        }
    }

    /// Releases of a service that are counted when none of their activations is left; the newest.
    private static let mostRetired = 8

    private let unit: String
    private var active: [Int: ReleaseUsage] = [:]
    private var retiredFunctions: [SeriesKey: Function] = [:]
    private var retiredGroups: [SeriesKey: Group] = [:]
    private var groups: [RequestLedger.Row: String] = [:]

    init(unit: String) {
        self.unit = unit
    }

    /// - Returns: The group whose instances run a function; empty when it is not known.
    func group(of row: RequestLedger.Row) -> String { groups[row] ?? "" }

    /// Takes what was counted up to now.
    /// - Returns: What came since the last call, and what runs.
    mutating func differences(active now: [ReleaseUsage], retired: [ReleaseUsage]) -> [SeriesKey: MetricPoint] {
        var points: [SeriesKey: MetricPoint] = [:]
        for usage in retired {
            note(usage, in: &points)
            for group in usage.groups {
                retiredGroups[key(usage, group), default: Group()].addCounts(group)
                for function in group.functions {
                    retiredFunctions[key(usage, group, function), default: Function()].add(function)
                }
            }
            active[usage.activation] = nil
        }
        for usage in now {
            note(usage, in: &points)
            active[usage.activation] = usage
        }
        if !retired.isEmpty { forget() }
        return points
    }

    /// The functions that can be called.
    var present: [SeriesKey] {
        active.values.flatMap { usage in
            usage.groups.flatMap { group in group.functions.map { key(usage, group, $0) } }
        }
    }

    /// What was counted of functions since the platform was started.
    var functions: [SeriesKey: Function] {
        var functions = retiredFunctions
        for usage in active.values {
            for group in usage.groups {
                for function in group.functions {
                    functions[key(usage, group, function), default: Function()].add(function)
                }
            }
        }
        return functions
    }

    /// What was counted of groups of instances since the platform was started, and what runs.
    var instances: [SeriesKey: Group] {
        var instances = retiredGroups
        for usage in active.values {
            for group in usage.groups {
                instances[key(usage, group), default: Group()].addCounts(group)
                instances[key(usage, group), default: Group()].addLevels(group)
            }
        }
        return instances
    }

    private mutating func note(_ usage: ReleaseUsage, in points: inout [SeriesKey: MetricPoint]) {
        let before = active[usage.activation]
        for (index, group) in usage.groups.enumerated() {
            let earlier = before.flatMap { $0.groups.indices.contains(index) ? $0.groups[index] : nil }
            var point = MetricPoint()
            point.initDurations = SparseHistogram(
                group.initDurations, since: earlier?.initDurations ?? LatencyHistogram())
            let spent = earlier?.processorMicroseconds ?? 0
            point.cpuMicroseconds = max(group.processorMicroseconds, spent) - spent
            point.waiting = UInt64(group.waiting)
            point.starting = UInt64(group.starting)
            point.ready = UInt64(group.ready)
            point.draining = UInt64(group.draining)
            point.memoryKiB = UInt64(group.residentBytes >> 10)
            if !point.isEmpty { points[key(usage, group), default: MetricPoint()].add(point) }
            for (index, function) in group.functions.enumerated() {
                groups[.init(service: usage.service, function: function.name, release: usage.release)] = group.group
                let earlier = earlier?.functions[index]
                guard function.queueTimes.count != earlier?.queueTimes.count ?? 0 else { continue }
                var point = MetricPoint()
                point.queueTimes = SparseHistogram(
                    function.queueTimes, since: earlier?.queueTimes ?? LatencyHistogram())
                point.coldStarts = function.coldStarts - (earlier?.coldStarts ?? 0)
                points[key(usage, group, function), default: MetricPoint()].add(point)
            }
        }
    }

    /// Forgets releases that are long gone.
    private mutating func forget() {
        let present = Set(active.values.map { ReleaseID(service: $0.service, release: $0.release) })
        var newest: [ServiceName: Set<Int>] = [:]
        for key in retiredGroups.keys { newest[key.service, default: []].insert(key.release) }
        for (service, releases) in newest where releases.count > Self.mostRetired {
            let kept = Set(releases.sorted().suffix(Self.mostRetired))
            func isKept(_ release: Int) -> Bool {
                kept.contains(release) || present.contains(ReleaseID(service: service, release: release))
            }
            retiredGroups = retiredGroups.filter { $0.key.service != service || isKept($0.key.release) }
            retiredFunctions = retiredFunctions.filter { $0.key.service != service || isKept($0.key.release) }
            groups = groups.filter { $0.key.service != service || isKept($0.key.release) }
        }
    }

    private struct ReleaseID: Hashable {
        var service: ServiceName
        var release: Int
    }

    private func key(
        _ usage: ReleaseUsage, _ group: GroupUsage, _ function: GroupUsage.Function? = nil
    ) -> SeriesKey {
        SeriesKey(
            service: usage.service, function: function?.name, group: group.group, release: usage.release, unit: unit)
    }
}
