import Glibc
import MeridianCore
import Persistence

/// What the system knows of a segment's file.
enum SegmentFile {
    /// When it was written last.
    static func written(_ path: String) -> Timestamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Timestamp(
            milliseconds: Int64(status.st_mtim.tv_sec) * 1_000 + Int64(status.st_mtim.tv_nsec) / 1_000_000)
    }

    /// Cuts off what comes after `length` bytes, and keeps the time of its last change.
    static func cut(_ path: String, to length: Int) throws(MeridianError) {
        var status = stat()
        let isKnown = stat(path, &status) == 0
        guard truncate(path, length) == 0 else { throw FileSystem.failure("write", path) }
        guard isKnown else { return }
        var times = [status.st_atim, status.st_mtim]
        utimensat(AT_FDCWD, path, &times, 0)
    }
}
