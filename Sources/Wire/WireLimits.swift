/// The version of the protocol and the sizes both ends hold to.
public enum WireLimits {
    /// Sent in HELLO; both ends must speak the same.
    @inlinable public static var version: UInt16 { 1 }

    /// The body bytes that may be on their way on a stream before the receiver grants more.
    @inlinable public static var initialCredit: Int { 256 << 10 }

    /// The most streams of a connection that may be open at a time.
    @inlinable public static var maximumStreams: Int { 4096 }
}
