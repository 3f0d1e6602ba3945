import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How much of the processors is used, from what the system counts (`/proc/stat`, see proc_stat(5)).
public final class ProcessorMeter: Sendable {
    private let last = Mutex<(busy: Double, all: Double)>((0, 0))

    public init() {}

    /// Since the last call, 0–1; 0 where the system does not tell.
    public func share() -> Double {
        guard let line = Self.firstLine(of: "/proc/stat") else { return 0 }
        let times = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        guard times.count >= 5 else { return 0 }
        // The fourth and fifth are idle and waiting for disks. Guests count as users already.
        let all = times.prefix(8).reduce(0, +)
        let busy = all - times[3] - times[4]
        return last.withLock { last in
            defer { last = (busy, all) }
            return all > last.all ? min(max((busy - last.busy) / (all - last.all), 0), 1) : 0
        }
    }

    /// The average over a minute.
    public static func load() -> Double {
        var averages = [0.0]
        return getloadavg(&averages, 1) == 1 ? averages[0] : 0
    }

    private static func firstLine(of path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [CChar](repeating: 0, count: 512)
        guard fgets(&bytes, CInt(bytes.count), file) != nil else { return nil }
        return String(decoding: bytes.prefix { $0 != 0 && $0 != 0x0A }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
