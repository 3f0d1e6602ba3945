public import MeridianCore
public import NIOCore

/// Prepares the connections of an ``HTTPServer`` before requests are taken from them: encryption, and other protocols
/// that are agreed on by it.
public protocol ConnectionFront: Sendable {
    /// Called on the event loop of a new connection. Bytes come in once this returns.
    /// - Parameters:
    ///   - channel: Has no handler yet.
    ///   - service: Takes over when it is known what is spoken.
    func prepare(_ channel: any Channel, for service: ConnectionService) throws
}

/// What a server does for one of its connections.
///
/// Belongs to the event loop of the connection.
public struct ConnectionService {
    let loop: ConnectionLoop
    /// Whether the server has no room for the connection and only says so, by ``refusal``.
    public let isRefused: Bool
    /// Answers the requests.
    public let handler: any ExchangeHandler

    public var configuration: HTTPServerConfiguration { loop.configuration }

    /// The present moment, in steps of half a second; ``ServedConnection/check(at:)`` is called at each.
    public var now: Int { loop.now }

    /// The timeouts of the configuration, in the same steps.
    public var headTicks: Int { loop.headTicks }
    public var bodyTicks: Int { loop.bodyTicks }
    public var writeTicks: Int { loop.writeTicks }

    /// The value of the field `date`.
    public var date: String { String(decoding: loop.dateLine.dropFirst(6).dropLast(2), as: UTF8.self) }

    /// What is answered to connections beyond the most that there may be.
    public static var refusal: MeridianError {
        MeridianError(
            .tooManyConnections, "this server has as many connections as it can take; try again later", status: 503)
    }

    /// Speaks HTTP/1.1 on a connection from now on.
    /// - Parameter isSecure: Whether it is encrypted, which its requests are told by `x-forwarded-proto`.
    public func serveHTTP1(on channel: any Channel, isSecure: Bool) throws {
        let connection = HTTPConnection(loop: loop, handler: handler, isRefused: isRefused)
        connection.isSecure = isSecure
        try channel.pipeline.syncOperations.addHandler(connection)
    }

    /// Lets the server drain, watch and cut a connection of another protocol.
    public func add(_ connection: any ServedConnection) { loop.add(connection) }

    /// Undoes ``add(_:)``.
    public func remove(_ connection: any ServedConnection) { loop.remove(connection) }

    /// Completes the fields of a request as those of HTTP/1.1 are: an id, and the address of the client.
    public func complete(_ fields: inout HTTPFields, from peer: [UInt8], isSecure: Bool) {
        loop.noteInput()
        loop.complete(&fields, from: peer, isSecure: isSecure)
    }
}

/// A connection that its server has an eye on. Everything is called on its event loop.
public protocol ServedConnection: AnyObject {
    /// The place in the server's list, kept by the server; -1 at first.
    var index: Int { get set }

    /// Ends after what is under way; at once when nothing is.
    func drain()

    /// Closes at once.
    func abort()

    /// Stops to take bytes from its socket, or takes up again.
    func setReading(_ reads: Bool)

    /// Called at every tick, to enforce what has a deadline.
    func check(at now: Int)
}
