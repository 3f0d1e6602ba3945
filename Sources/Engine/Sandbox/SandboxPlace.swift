import Glibc

/// What a worker sees beside the system's programs.
struct SandboxPlace: Sendable, Equatable {
    /// The directory of the machine that it sees as ``Sandbox/packageDirectory``: absolute, without links on its way.
    var package: String
    /// MiB of its `/tmp`, which is memory.
    var temporarySize: Int
    /// Bytes of memory that its processes may have together; `nil` for no limit.
    var memory: UInt64?
    /// Processes and threads that there may be.
    var processes: Int

    init(package: String, temporarySize: Int, memory: UInt64? = nil, processes: Int) {
        self.package = Self.resolved(package)
        self.temporarySize = temporarySize
        self.memory = memory
        self.processes = processes
    }

    private static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
