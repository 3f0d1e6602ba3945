import Glibc

/// The processor time of a process: its own by its clock (clock_getcpuclockid(3)), which tells nanoseconds where
/// `/proc/PID/stat` tells hundredths of a second, and that of the children that it waited for from there (proc(5): cutime
/// and cstime).
enum ProcessorTime {
    private static let microsecondsPerTick = 1_000_000 / UInt64(max(1, sysconf(CInt(_SC_CLK_TCK))))

    /// - Returns: Microseconds, or `nil` when the process is gone or the system does not tell.
    static func microseconds(of pid: pid_t) -> UInt64? {
        guard let text = SmallFile.read("/proc/\(pid)/stat"), let end = text.utf8.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        // The name, in parentheses, may have spaces; the state is the first field after it and utime the twelfth.
        let fields = text.utf8[end...].dropFirst(2).split(separator: UInt8(ascii: " "))
        guard fields.count > 14 else { return nil }
        func microseconds(_ positions: ClosedRange<Int>) -> UInt64 {
            fields[positions].reduce(UInt64(0)) { $0 + (UInt64(Substring($1)) ?? 0) } * microsecondsPerTick
        }
        return (clock(of: pid) ?? microseconds(11...12)) + microseconds(13...14)
    }

    /// - Returns: Microseconds of the process alone; `nil` when it has no clock, as one that has ended.
    private static func clock(of pid: pid_t) -> UInt64? {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
        return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1_000
    }

    /// Of a process with all that it started.
    static func microseconds(below root: pid_t) -> UInt64? {
        ProcessTree.processes(below: root).reduce(nil) { sum, process in
            microseconds(of: process).map { (sum ?? 0) + $0 } ?? sum
        }
    }
}
