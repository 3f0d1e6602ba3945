import Glibc
import Synchronization

/// How processor time is divided between groups of instances, where one asks for other than the usual.
///
/// Control groups keep shares and limits for all processes of a group together: of version 1, for which the platform needs
/// to be root, or of version 2 in a subtree that was delegated to it. Elsewhere shares become nice values, which count for
/// each process, and limits are not kept.
public struct ProcessorDivision: Sendable, Equatable {
    public enum Way: String, Sendable {
        case controlGroups = "control groups"
        case unifiedGroups = "control groups of version 2"
        case niceValues = "nice values"
    }

    public let way: Way
    /// Where groups are made, with control groups.
    let directory: String
    /// Controllers of version 2 that the groups of instances within need.
    var handedOn: [String] = []

    static let prefix = "meridian-"

    /// By what the platform may do here.
    static func find() -> ProcessorDivision {
        for line in (SmallFile.read("/proc/self/cgroup") ?? "").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, parts[1].split(separator: ",").contains("cpu") else { continue }
            let directory = "/sys/fs/cgroup/\(parts[1])\(parts[2] == "/" ? "" : parts[2])"
            guard access("\(directory)/cpu.shares", R_OK) == 0, access(directory, W_OK) == 0 else { continue }
            ControlGroups.sweep(directory)
            return ProcessorDivision(way: .controlGroups, directory: directory)
        }
        if let unified = UnifiedHierarchy.own, unified.controllers.contains("cpu") {
            return ProcessorDivision(
                way: .unifiedGroups, directory: unified.directory,
                handedOn: unified.controllers.subtracting(["cpu"]).sorted())
        }
        return ProcessorDivision(way: .niceValues, directory: "")
    }
}

/// What the instances of one group get of the processors together.
final class ProcessorShare: Sendable {
    private static let made = Atomic(0)
    /// The period over which the kernel keeps a limit, in microseconds; its own default.
    private static let period = 100_000.0

    private let division: ProcessorDivision
    private let shares: Int
    private let limit: Double?
    /// Where its processes belong, once there was one.
    private let directory = Mutex<String?>(nil)

    /// - Parameters:
    ///   - shares: 100 is usual.
    ///   - limit: In processors; `nil` for none.
    init(_ division: ProcessorDivision, shares: Int, limit: Double?) {
        self.division = division
        self.shares = shares
        self.limit = limit
    }

    /// Gives a process with all that it has started its place. Blocks for some milliseconds.
    /// - Parameter group: The group that the process has of its own.
    func take(_ process: pid_t, of group: ControlGroups.Group?) {
        switch division.way {
        case .niceValues:
            // The whole process group, which is what a worker is started as.
            setpriority(__priority_which_t(PRIO_PGRP.rawValue), id_t(process), Self.nice(shares: shares))
        case .controlGroups:
            guard let directory = self.group() else { return }
            UnifiedHierarchy.move(ProcessTree.processes(below: process), to: directory)
        case .unifiedGroups:
            guard let directory = self.group() else { return }
            if let group { return group.nest(in: directory) }
            // A group that hands controllers on has no processes itself.
            let below = Self.common(directory)
            guard mkdir(below, 0o755) == 0 || errno == EEXIST else { return }
            UnifiedHierarchy.move(ProcessTree.processes(below: process), to: below)
        }
    }

    /// Removes the group once its processes are gone.
    func remove() {
        guard let directory = directory.withLock({ $0.take() }) else { return }
        if division.way == .unifiedGroups { ControlGroups.remove(Self.common(directory)) }
        ControlGroups.remove(directory)
    }

    /// Where processes go that have no group of their own, with version 2.
    private static func common(_ directory: String) -> String { "\(directory)/common" }

    private func group() -> String? {
        directory.withLock { known in
            if let known { return known }
            let number = Self.made.wrappingAdd(1, ordering: .relaxed).newValue
            let directory = "\(division.directory)/\(ProcessorDivision.prefix)\(getpid())-cpu-\(number)"
            guard mkdir(directory, 0o755) == 0 || errno == EEXIST else { return nil }
            let isUnified = division.way == .unifiedGroups
            var files =
                isUnified
                ? Self.unifiedFiles(shares: shares, limit: limit) : Self.files(shares: shares, limit: limit)
            if !division.handedOn.isEmpty {
                files.append(("cgroup.subtree_control", division.handedOn.map { "+\($0)" }.joined(separator: " ")))
            }
            for (file, value) in files { _ = SmallFile.write(value, to: "\(directory)/\(file)") }
            known = directory
            return directory
        }
    }

    /// As the kernel's documentation has them (admin-guide/cgroup-v2, "CPU"): a weight of 100 is usual.
    static func unifiedFiles(shares: Int, limit: Double?) -> [(name: String, value: String)] {
        let weight = [(name: "cpu.weight", value: String(min(max(1, shares), 10_000)))]
        guard let limit else { return weight }
        return weight + [("cpu.max", "\(max(1_000, Int(limit * period))) \(Int(period))")]
    }

    /// As the kernel's documentation has them (admin-guide/cgroup-v1, scheduler/sched-bwc): 1024 shares are usual.
    static func files(shares: Int, limit: Double?) -> [(name: String, value: String)] {
        let weight = max(2, shares * 1024 / 100)
        guard let limit else { return [("cpu.shares", String(weight))] }
        return [
            ("cpu.shares", String(weight)), ("cpu.cfs_period_us", String(Int(period))),
            ("cpu.cfs_quota_us", String(max(1_000, Int(limit * period)))),
        ]
    }

    /// One step of nice is a quarter of the weight (sched(7)). Above the usual there is none: to lower a value takes a
    /// privilege.
    static func nice(shares: Int) -> CInt {
        CInt(min(max(0, (log(100 / Double(shares)) / log(1.25)).rounded()), 19))
    }
}
