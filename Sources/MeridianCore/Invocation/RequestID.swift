/// The name under which a request is known in answers, logs and traces: 32 hexadecimal digits, so that it can
/// serve as a trace id of W3C Trace Context as well.
public enum RequestID {
    public static let fieldName = "x-request-id"
    /// The length of an id that Meridian makes, in bytes.
    static let length = 32
    /// The length of the longest id that a caller may give, in bytes.
    public static let maximumLength = 128

    /// A new id from the system's random numbers. Where many are made, ``RequestIDSource`` costs no system call.
    public static func make() -> String {
        var source = SystemRandomNumberGenerator()
        let (high, low) = (source.next() | 1, source.next())
        return String(unsafeUninitializedCapacity: length) { digits in
            write(high, low, to: UnsafeMutableRawBufferPointer(digits))
            return length
        }
    }

    /// A caller's own id is kept when it has 1–128 of letters, digits, `-`, `_`, `.` and `:`.
    public static func isAcceptable(_ bytes: UnsafeRawBufferPointer) -> Bool {
        (1...maximumLength).contains(bytes.count)
            && bytes.allSatisfy { byte in
                (0x30...0x3A).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x2D || byte == 0x5F || byte == 0x2E
            }
    }

    /// The two halves of an id that Meridian makes; `nil` for another form, which only a caller can have given.
    public static func halves(of bytes: UnsafeRawBufferPointer) -> (high: UInt64, low: UInt64)? {
        guard bytes.count == length, let high = TraceContext.number(bytes, 0, 16),
            let low = TraceContext.number(bytes, 16, 32)
        else { return nil }
        return (high, low)
    }

    /// The id whose halves these are.
    public static func text(_ high: UInt64, _ low: UInt64) -> String {
        String(unsafeUninitializedCapacity: length) { digits in
            write(high, low, to: UnsafeMutableRawBufferPointer(digits))
            return length
        }
    }

    /// - Parameter digits: Has room for ``length`` bytes.
    static func write(_ high: UInt64, _ low: UInt64, to digits: UnsafeMutableRawBufferPointer) {
        for index in 0..<16 {
            digits[index] = hexDigit(high &>> UInt64(60 - 4 * index))
            digits[16 + index] = hexDigit(low &>> UInt64(60 - 4 * index))
        }
    }

    static func hexDigit(_ value: UInt64) -> UInt8 {
        let nibble = UInt8(truncatingIfNeeded: value & 15)
        return nibble < 10 ? 0x30 + nibble : 0x57 + nibble
    }
}
