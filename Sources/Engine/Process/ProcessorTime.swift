import Glibc

/// The processor time of a process, from `/proc/PID/stat` (proc(5): utime, stime, and cutime and cstime of the children
/// that it waited for).
enum ProcessorTime {
    private static let microsecondsPerTick = 1_000_000 / UInt64(max(1, sysconf(CInt(_SC_CLK_TCK))))

    /// - Returns: Microseconds, or `nil` when the process is gone or the system does not tell.
    static func microseconds(of pid: pid_t) -> UInt64? {
        guard let text = SmallFile.read("/proc/\(pid)/stat"), let end = text.utf8.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        // The name, in parentheses, may have spaces; the state is the first field after it and utime the twelfth.
        let fields = text.utf8[end...].dropFirst(2).split(separator: UInt8(ascii: " "))
        guard fields.count > 14 else { return nil }
        let ticks = fields[11...14].reduce(UInt64(0)) { $0 + (UInt64(Substring($1)) ?? 0) }
        return ticks * microsecondsPerTick
    }

    /// Of a process with all that it started.
    static func microseconds(below root: pid_t) -> UInt64? {
        ProcessTree.processes(below: root).reduce(nil) { sum, process in
            microseconds(of: process).map { (sum ?? 0) + $0 } ?? sum
        }
    }
}
