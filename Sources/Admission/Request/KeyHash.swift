/// The hash of an origin, a user or a parameter's value: what rules count by, so that no text is kept or compared
/// on the way of a request.
///
/// Two halves of a 128-bit product are folded over eight bytes at a time. The seed keeps a caller from choosing values
/// that collide; take one at random when the platform starts.
public struct KeyHash: Sendable {
    private let seed: UInt64

    public init(seed: UInt64 = .random(in: 1...UInt64.max)) {
        self.seed = seed
    }

    /// - Returns: Never 0, which stands for "there is none".
    public func callAsFunction(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var state = Self.fold(
            seed ^ 0x9E37_79B9_7F4A_7C15, UInt64(truncatingIfNeeded: bytes.count) ^ 0xD6E8_FEB8_6659_FD93)
        var offset = 0
        while offset + 8 <= bytes.count {
            state = Self.fold(
                state ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self), 0xA076_1D64_78BD_642F)
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.count {
            rest = rest << 8 | UInt64(bytes[offset])
            offset += 1
        }
        state = Self.fold(state ^ rest, 0xE703_7ED1_A0B4_28DB)
        return state == 0 ? 1 : state
    }

    public func callAsFunction(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { self(UnsafeRawBufferPointer($0)) }
    }

    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
