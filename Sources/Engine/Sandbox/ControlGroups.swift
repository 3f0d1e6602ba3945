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
        /// Of version 2: a process is in one group for all controllers.
        var isUnified = false
    }

    fileprivate struct Place: Sendable {
        var controller: Controller
        var directory: String
    }

    /// A group of one instance.
    final class Group: Sendable {
        private let places: Mutex<[Place]>

        fileprivate init(_ places: [Place]) {
            self.places = Mutex(places)
        }

        /// Files that take the process id of whoever joins.
        var joinFiles: [String] { places.withLock { $0.map { $0.directory + "/cgroup.procs" } } }

        /// Sets what its processes may have together.
        /// - Parameters:
        ///   - memory: Bytes in RAM; `nil` for no limit.
        ///   - processes: Processes and threads.
        func limit(memory: UInt64?, processes: Int) {
            for place in places.withLock({ $0 }) {
                if let file = place.controller.processLimit {
                    _ = SmallFile.write(String(processes), to: "\(place.directory)/\(file)")
                }
                if let file = place.controller.memoryLimit, let memory {
                    _ = SmallFile.write(String(memory), to: "\(place.directory)/\(file)")
                }
            }
        }

        /// Its processes and threads; `nil` where the kernel does not count them.
        var processCount: Int? {
            for place in places.withLock({ $0 }) {
                if let text = SmallFile.read(place.directory + "/pids.current") {
                    return Int(text.prefix { $0 != "\n" })
                }
            }
            return nil
        }

        /// Whether the kernel ended a process of it for lack of memory.
        var ranOutOfMemory: Bool {
            places.withLock { $0 }.contains { place in
                guard let file = place.controller.memoryEvents,
                    let text = SmallFile.read("\(place.directory)/\(file)")
                else { return false }
                return text.split(separator: "\n").contains { line in
                    let words = line.split(separator: " ")
                    return words.first == "oom_kill" && words.count == 2 && words[1] != "0"
                }
            }
        }

        /// Removes the group once its processes are gone.
        func remove() {
            let left = places.withLock { places in
                defer { places = [] }
                return places
            }
            for place in left { ControlGroups.remove(place.directory) }
        }

        /// Puts a group of version 2 with its processes and limits into another: of a group that divides the processors
        /// and is itself not divided further. What of version 1 there is stays.
        func nest(in parent: String) {
            places.withLock { places in
                for number in places.indices where places[number].controller.isUnified {
                    let former = places[number].directory
                    let directory = "\(parent)/\(former.split(separator: "/").last ?? "")"
                    guard mkdir(directory, 0o755) == 0 else { continue }
                    let controller = places[number].controller
                    for file in [controller.processLimit, controller.memoryLimit].compactMap({ $0 }) {
                        guard let limit = SmallFile.read("\(former)/\(file)") else { continue }
                        _ = SmallFile.write(limit, to: "\(directory)/\(file)")
                    }
                    // Meanwhile they may start others.
                    for _ in 0..<10 {
                        let processes = UnifiedHierarchy.processes(in: former)
                        guard !processes.isEmpty else { break }
                        UnifiedHierarchy.move(processes, to: directory)
                    }
                    places[number].directory = directory
                    ControlGroups.remove(former)
                }
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
        var places: [Place] = []
        for controller in controllers {
            let directory = "\(controller.directory)/\(Self.prefix)\(getpid())-\(number)"
            guard mkdir(directory, 0o755) == 0 || errno == EEXIST else { continue }
            places.append(Place(controller: controller, directory: directory))
        }
        return places.isEmpty ? nil : Group(places)
    }

    /// Removes the directory of a group once its processes are gone.
    static func remove(_ directory: String) {
        // A process that was killed a moment ago may still be on its way out.
        for _ in 0..<50 where rmdir(directory) != 0 && errno == EBUSY { usleep(2_000) }
    }

    private static func controllers() -> [Controller] {
        var found: [Controller] = []
        for line in (SmallFile.read("/proc/self/cgroup") ?? "").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let own = parts[2] == "/" ? "" : parts[2]
            switch parts[1] {
            case "":
                guard let unified = UnifiedHierarchy.own else { continue }
                let (counts, holds) = (unified.controllers.contains("pids"), unified.controllers.contains("memory"))
                guard counts || holds else { continue }
                found.append(
                    Controller(
                        directory: unified.directory, processLimit: counts ? "pids.max" : nil,
                        memoryLimit: holds ? "memory.max" : nil, memoryEvents: holds ? "memory.events" : nil,
                        isUnified: true))
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
    /// - Parameter limit: No more bytes are read.
    static func read(_ path: String, limit: Int = 16 << 10) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: limit)
        var length = 0
        // The kernel may hand out what is longer than a page in parts.
        while length < limit {
            let count = text.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress! + length, limit - length) }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            length += count
        }
        return String(decoding: text[..<length], as: UTF8.self)
    }

    static func write(_ text: String, to path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        return Glibc.write(descriptor, bytes, bytes.count) == bytes.count
    }
}
