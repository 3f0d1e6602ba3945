import Glibc
import Synchronization

/// Limits that the kernel keeps for all processes of an instance together, where the platform may make control groups:
/// of version 2 in a subtree that was delegated to it, of version 1 as root.
struct ControlGroups: Sendable {
    fileprivate struct Controller: Sendable {
        /// The directory of the platform's own group.
        var directory: String
        var processLimit: String?
        var memoryLimit: String?
        /// The file that counts kills for lack of memory.
        var memoryEvents: String?
    }

    /// A group of one instance.
    struct Group: Sendable {
        fileprivate var places: [(controller: Controller, directory: String)] = []

        /// Files that take the process id of whoever joins.
        var joinFiles: [String] { places.map { $0.directory + "/cgroup.procs" } }

        /// Sets what its processes may have together.
        /// - Parameters:
        ///   - memory: Bytes in RAM; `nil` for no limit.
        ///   - processes: Processes and threads.
        func limit(memory: UInt64?, processes: Int) {
            for (controller, directory) in places {
                if let file = controller.processLimit {
                    _ = SmallFile.write(String(processes), to: "\(directory)/\(file)")
                }
                if let file = controller.memoryLimit, let memory {
                    _ = SmallFile.write(String(memory), to: "\(directory)/\(file)")
                }
            }
        }

        /// Its processes and threads; `nil` where the kernel does not count them.
        var processCount: Int? {
            for place in places {
                if let text = SmallFile.read(place.directory + "/pids.current") {
                    return Int(text.prefix { $0 != "\n" })
                }
            }
            return nil
        }

        /// Whether the kernel ended a process of it for lack of memory.
        var ranOutOfMemory: Bool {
            places.contains { controller, directory in
                guard let file = controller.memoryEvents, let text = SmallFile.read("\(directory)/\(file)") else {
                    return false
                }
                return text.split(separator: "\n").contains { line in
                    let words = line.split(separator: " ")
                    return words.first == "oom_kill" && words.count == 2 && words[1] != "0"
                }
            }
        }

        /// Removes the group once its processes are gone.
        func remove() {
            for (_, directory) in places {
                // A process that was killed a moment ago may still be on its way out.
                for _ in 0..<50 where rmdir(directory) != 0 && errno == EBUSY { usleep(2_000) }
            }
        }
    }

    private static let prefix = ProcessorDivision.prefix
    private static let made = Atomic(0)
    private let controllers: [Controller]

    /// `nil` where no group can be made.
    init?() {
        let found = Self.controllers()
        guard !found.isEmpty else { return nil }
        controllers = found
        for controller in found { Self.sweep(controller.directory) }
    }

    /// Makes a group without limits.
    /// - Returns: `nil` when that failed; the instance then goes without.
    func make() -> Group? {
        let number = Self.made.wrappingAdd(1, ordering: .relaxed).newValue
        var group = Group()
        for controller in controllers {
            let directory = "\(controller.directory)/\(Self.prefix)\(getpid())-\(number)"
            guard mkdir(directory, 0o755) == 0 || errno == EEXIST else { continue }
            group.places.append((controller, directory))
        }
        return group.places.isEmpty ? nil : group
    }

    private static func controllers() -> [Controller] {
        var found: [Controller] = []
        for line in (SmallFile.read("/proc/self/cgroup") ?? "").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let own = parts[2] == "/" ? "" : parts[2]
            switch parts[1] {
            case "":
                let directory = "/sys/fs/cgroup\(own)"
                let enabled = SmallFile.read("\(directory)/cgroup.subtree_control")?.split(separator: " ") ?? []
                guard enabled.contains(where: { $0.hasPrefix("pids") }),
                    enabled.contains(where: { $0.hasPrefix("memory") })
                else { continue }
                found.append(
                    Controller(
                        directory: directory, processLimit: "pids.max", memoryLimit: "memory.max",
                        memoryEvents: "memory.events"))
            case "pids": found.append(Controller(directory: "/sys/fs/cgroup/pids\(own)", processLimit: "pids.max"))
            case "memory":
                found.append(
                    Controller(
                        directory: "/sys/fs/cgroup/memory\(own)", memoryLimit: "memory.limit_in_bytes",
                        memoryEvents: "memory.oom_control"))
            default: continue
            }
        }
        return found.filter { access($0.directory, W_OK) == 0 }
    }

    /// Removes what a platform left behind that was killed.
    static func sweep(_ directory: String) {
        guard let stream = opendir(directory) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            guard name.hasPrefix(prefix), let process = pid_t(name.dropFirst(prefix.count).prefix { $0 != "-" }),
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            rmdir("\(directory)/\(name)")
        }
    }
}

/// Files of the kernel that have a line or a few.
enum SmallFile {
    static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 16 << 10)
        let count = Glibc.read(descriptor, &text, text.count)
        return count < 0 ? nil : String(decoding: text[..<count], as: UTF8.self)
    }

    static func write(_ text: String, to path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        return Glibc.write(descriptor, bytes, bytes.count) == bytes.count
    }
}
