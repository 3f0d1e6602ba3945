import Glibc

/// The subtree of control groups of version 2 in which the platform may make groups, with the controllers that it hands on
/// to them (Linux, admin-guide/cgroup-v2: "Controlling Controllers", "Delegation").
struct UnifiedHierarchy: Sendable {
    /// That of this process; `nil` where none was delegated to it.
    static let own = find()

    private static let wanted = ["cpu", "memory", "pids"]

    /// The group that the platform was started in.
    let directory: String
    let controllers: Set<String>

    private static func find() -> UnifiedHierarchy? {
        guard let mount = mountPoint(SmallFile.read("/proc/self/mountinfo", limit: 1 << 20) ?? ""),
            let group = group(SmallFile.read("/proc/self/cgroup") ?? "")
        else { return nil }
        return prepare(mount + group)
    }

    /// Sees that groups below have the controllers. A group with processes can't hand any on, so the platform's own go
    /// into one below it, too; that of another program is left alone.
    static func prepare(_ directory: String) -> UnifiedHierarchy? {
        let file = "\(directory)/cgroup.subtree_control"
        guard access(directory, W_OK) == 0, access(file, W_OK) == 0 else { return nil }
        ControlGroups.sweep(directory)
        let offered = words("\(directory)/cgroup.controllers")
        let missing = wanted.filter { offered.contains($0) && !words(file).contains($0) }
        if !missing.isEmpty {
            let change = missing.map { "+\($0)" }.joined(separator: " ")
            if !SmallFile.write(change, to: file), leave(directory) { _ = SmallFile.write(change, to: file) }
        }
        let controllers = words(file).intersection(wanted)
        return controllers.isEmpty ? nil : UnifiedHierarchy(directory: directory, controllers: controllers)
    }

    /// - Returns: Whether the group has no processes any more.
    private static func leave(_ directory: String) -> Bool {
        let present = processes(in: directory)
        let own = Set(ProcessTree.processes(below: getpid()))
        guard present.allSatisfy({ own.contains($0) }) else { return false }
        let below = "\(directory)/\(ProcessorDivision.prefix)\(getpid())-platform"
        guard mkdir(below, 0o755) == 0 || errno == EEXIST else { return false }
        return move(present, to: below)
    }

    static func processes(in directory: String) -> [pid_t] {
        words("\(directory)/cgroup.procs").compactMap { pid_t($0) }
    }

    /// - Returns: Whether all could be moved.
    @discardableResult
    static func move(_ processes: [pid_t], to directory: String) -> Bool {
        processes.reduce(true) { SmallFile.write(String($1), to: "\(directory)/cgroup.procs") && $0 }
    }

    /// Where version 2 is mounted, by the lines of `/proc/self/mountinfo` (proc_pid_mountinfo(5)).
    static func mountPoint(_ mounts: String) -> String? {
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard let separator = fields.firstIndex(of: "-"), fields.count > separator + 1, separator > 4,
                fields[separator + 1] == "cgroup2"
            else { continue }
            return String(fields[4])
        }
        return nil
    }

    /// The group of version 2, by the lines of `/proc/self/cgroup` (cgroups(7)); the root is empty.
    static func group(_ groups: String) -> String? {
        guard let line = groups.split(separator: "\n").first(where: { $0.hasPrefix("0::") }) else { return nil }
        let path = line.dropFirst(3)
        return path == "/" ? "" : String(path)
    }

    private static func words(_ file: String) -> Set<String> {
        Set((SmallFile.read(file) ?? "").split(whereSeparator: \.isWhitespace).map(String.init))
    }
}
