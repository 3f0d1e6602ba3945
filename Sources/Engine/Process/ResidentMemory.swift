import Glibc

/// The memory of a process that is in RAM, from `/proc/PID/statm`.
enum ResidentMemory {
    private static let pageSize = Int(sysconf(CInt(_SC_PAGESIZE)))

    /// - Returns: Bytes, or `nil` when the process is gone or the system does not tell.
    static func bytes(of pid: pid_t) -> Int? {
        let descriptor = open("/proc/\(pid)/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 128)
        let count = read(descriptor, &text, text.count)
        guard count > 0 else { return nil }
        let columns = text[..<count].split(separator: UInt8(ascii: " "))
        guard columns.count > 1, let pages = Int(String(decoding: columns[1], as: UTF8.self)) else { return nil }
        return pages * pageSize
    }
}
