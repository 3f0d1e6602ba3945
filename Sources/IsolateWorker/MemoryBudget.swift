import Glibc

/// How much memory an isolate may hold of what its worker may.
struct MemoryBudget {
    /// Bytes that the worker may hold; 0 for no limit.
    let worker: UInt64

    /// Bytes that one isolate may hold when the worker is near its limit.
    var isolate: UInt64 { worker / 3 }

    /// Whether another isolate had better take the place of one that has nothing to do.
    /// - Parameters:
    ///   - resident: Bytes that the worker holds.
    ///   - script: Bytes of the script that it is to load, which takes several times as much while it is read.
    func isShort(resident: UInt64, script: Int) -> Bool {
        worker > 0 && resident + Self.ofIsolate + Self.ofScript * UInt64(script) > worker / 10 * 9
    }

    /// Bytes that an isolate takes before it has a script, and for each byte of that.
    private static let ofIsolate: UInt64 = 4 << 20
    private static let ofScript: UInt64 = 6

    /// Whether it is time to look at the isolates, which takes milliseconds.
    /// - Parameter resident: Bytes that the worker holds.
    func isTight(resident: UInt64) -> Bool {
        worker > 0 && resident > worker / 10 * 9
    }

    /// Bytes of memory that this process holds.
    static func resident() -> UInt64 {
        let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 128)
        let count = max(0, read(descriptor, &text, text.count))
        let fields = text[..<count].split(separator: UInt8(ascii: " "))
        guard fields.count > 1, let pages = UInt64(String(decoding: fields[1], as: UTF8.self)) else { return 0 }
        return pages * UInt64(sysconf(CInt(_SC_PAGESIZE)))
    }
}
