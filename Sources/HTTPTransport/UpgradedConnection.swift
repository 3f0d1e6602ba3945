public import NIOCore

/// Whether a request's connection can go on with another protocol.
public enum UpgradeOffer: Sendable {
    /// There is no connection that could be handed over.
    case unsupported
    /// The client does not ask for it.
    case none
    /// The client asks for WebSocket.
    case webSocket
}

/// Goes on with a connection after the answer 101. Called on its event loop.
///
/// The server still counts the connection, cuts it when its client takes nothing, and waits for its end when draining.
public protocol UpgradedConnection: AnyObject {
    /// Adds its handlers to the end of the pipeline. What the client has sent meanwhile follows.
    func begin(on channel: any Channel) throws

    /// The server stops: end in order, and soon.
    func drain()
}
