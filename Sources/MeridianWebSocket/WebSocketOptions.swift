/// Bounds and times of a connection.
public struct WebSocketOptions: Sendable {
    /// The most bytes of a message; a client that sends more is closed with 1009. Default 1 MiB.
    public var maxMessageSize = 1 << 20
    /// Bytes of messages that may wait for the function before the socket is read no further. Default 256 KiB.
    public var window = 256 << 10
    /// How often a client that is silent is asked for a sign of life. One that gives none until it would be asked again
    /// is cut off. Default 20 s.
    public var pingInterval = Duration.seconds(20)
    /// How long a client has to answer a close frame. Default 5 s.
    public var closeTimeout = Duration.seconds(5)
    /// Subprotocols in the order of preference; the first that the client offers as well is agreed on.
    public var subprotocols: [String] = []
    /// Origins of pages that may connect beside those of the same host, such as `https://shop.example.com`; `*` for all.
    /// Clients that are no browsers send no origin and are let in.
    public var trustedOrigins: [String] = []

    /// Whether messages are compressed for clients that can take it. Default ``WebSocketCompression/off``. The bounds are
    /// those of what a message is when it is expanded.
    public var compression = WebSocketCompression.off

    public init() {}
}
