import MeridianCore
import Persistence

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension FileSystem {
    /// Leaves a file to its owner alone.
    /// - Returns: Whether others could use it.
    static func closeToOthers(_ path: String) throws(MeridianError) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { throw failure("read", path) }
        guard status.st_mode & 0o077 != 0 else { return false }
        guard chmod(path, 0o600) == 0 else { throw failure("change the mode of", path) }
        return true
    }
}
