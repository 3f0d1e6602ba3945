import Glibc

/// What the operating system tells of the machine.
enum Machine {
    struct Space: Sendable, Equatable {
        /// In bytes, for the platform's user.
        var free: Int
        var total: Int
    }

    /// Of the file system that a path is on; `nil` when the system does not tell.
    static func space(of path: String) -> Space? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        let block = Int(status.f_frsize)
        return Space(free: Int(status.f_bavail) * block, total: Int(status.f_blocks) * block)
    }

    /// Whether a time server keeps the clock; `nil` when the system does not tell.
    static var isClockKept: Bool? {
        var state = timex()
        let unsynchronised: CInt = 0x40
        guard adjtimex(&state) >= 0 else { return nil }
        return state.status & unsynchronised == 0
    }
}
