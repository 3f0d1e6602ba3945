/// Whether messages are compressed for clients that can take it (permessage-deflate, RFC 7692).
public enum WebSocketCompression: Sendable, Hashable {
    case off
    /// Each message for itself: between messages a connection holds no more memory than without.
    case eachMessage
    /// With what came before it, which makes small messages that are alike much smaller. Each connection holds up to
    /// 300 KiB more.
    case wholeConnection
}
