import Glibc

/// What a worker sees beside the system's programs.
struct SandboxPlace: Sendable, Equatable {
    /// The directory of the machine that it sees as ``Sandbox/packageDirectory``: absolute, without links on its way.
    var package: String
    /// MiB of its `/tmp`, which is memory.
    var temporarySize: Int

    init(package: String, temporarySize: Int) {
        self.package = Self.resolved(package)
        self.temporarySize = temporarySize
    }

    private static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
