/// Names a stream within a connection: a slot of the sender's table and a generation that tells its uses apart.
/// The gateway chooses it, always the lowest free slot, so that both ends look streams up by position.
public struct StreamID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: UInt32

    @inlinable public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    @inlinable init(slot: Int, generation: UInt16) {
        rawValue = UInt32(generation) << 16 | UInt32(slot + 1)
    }

    /// What concerns the connection as a whole.
    @inlinable public static var connection: StreamID { StreamID(rawValue: 0) }

    /// -1 for the connection itself.
    @inlinable var slot: Int { Int(rawValue & 0xFFFF) - 1 }
    @inlinable var generation: UInt16 { UInt16(truncatingIfNeeded: rawValue >> 16) }

    public var description: String {
        self == .connection ? "connection" : "stream \(slot).\(generation)"
    }
}
