/// The version of the protocol and the sizes both ends hold to.
public enum WireLimits {
    /// Sent in HELLO; both ends must speak the same.
    public static let version: UInt16 = 1

    /// The body bytes that may be on their way on a stream before the receiver grants more.
    public static let initialCredit = 256 << 10

    /// The most streams of a connection that may be open at a time.
    public static let maximumStreams = 4096
}
