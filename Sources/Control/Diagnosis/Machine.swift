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

    /// Its name, as far as the system tells.
    static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// What local time is here: a name such as `UTC`, and how far it is from that.
    static var timeZone: String {
        var (now, local) = (time(nil), tm())
        guard localtime_r(&now, &local) != nil, let name = local.tm_zone else { return "unknown" }
        let minutes = local.tm_gmtoff / 60
        let offset = (minutes < 0 ? "-" : "+") + digits(abs(minutes) / 60) + ":" + digits(abs(minutes) % 60)
        return "\(String(cString: name)) (\(offset))"
    }

    private static func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Whether a time server keeps the clock; `nil` when the system does not tell.
    static var isClockKept: Bool? {
        // Swift's Glibc does not have <sys/timex.h>. `status` is behind `modes` and four words, of eight bytes each.
        let statusOffset = 40
        let unsynchronised: CInt = 0x40
        return withUnsafeTemporaryAllocation(byteCount: 512, alignment: 16) { state in
            state.initializeMemory(as: UInt8.self, repeating: 0)
            guard MemoryLayout<Int>.size == 8, let start = state.baseAddress, adjtimex(start) >= 0 else { return nil }
            return state.load(fromByteOffset: statusOffset, as: CInt.self) & unsynchronised == 0
        }
    }
}

/// Reads the state of the kernel's clock into a `struct timex`, whose `modes` of 0 change nothing.
@_silgen_name("adjtimex")
private func adjtimex(_ state: UnsafeMutableRawPointer) -> CInt
