#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A moment in UTC to the millisecond, written by RFC 3339: `2026-03-01T09:30:00.250Z`.
public struct Timestamp: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// The time by the system's clock.
    public static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

extension Timestamp: Comparable {
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Timestamp: CustomStringConvertible {
    public var description: String {
        let dayLength: Int64 = 86_400_000
        var days = milliseconds / dayLength
        var rest = milliseconds % dayLength
        if rest < 0 {
            rest += dayLength
            days -= 1
        }
        let date = CivilDate(daysSinceEpoch: Int(days))
        let ofDay = Int(rest)
        return String(unsafeUninitializedCapacity: 24) { digits in
            var position = 0
            func put(_ value: Int, _ count: Int, then separator: UInt8) {
                var value = value
                for index in stride(from: count - 1, through: 0, by: -1) {
                    digits[position + index] = 0x30 + UInt8(truncatingIfNeeded: value % 10)
                    value /= 10
                }
                digits[position + count] = separator
                position += count + 1
            }
            put(min(max(date.year, 0), 9_999), 4, then: UInt8(ascii: "-"))
            put(date.month, 2, then: UInt8(ascii: "-"))
            put(date.day, 2, then: UInt8(ascii: "T"))
            put(ofDay / 3_600_000, 2, then: UInt8(ascii: ":"))
            put(ofDay / 60_000 % 60, 2, then: UInt8(ascii: ":"))
            put(ofDay / 1_000 % 60, 2, then: UInt8(ascii: "."))
            put(ofDay % 1_000, 3, then: UInt8(ascii: "Z"))
            return position
        }
    }
}
