import HTTPTransport
import MeridianCore
public import NIOCore

/// Where services reach each other: a port of 127.0.0.1 that the system picks, beside the one for everybody.
///
/// Callers there are programs that the platform has started. What their requests say of criticality and origin is
/// believed, so that a call matters as much as the request that it is made for.
public final class CallServer: Sendable {
    private let server: HTTPServer

    public init(_ gateway: Gateway, group: any EventLoopGroup) {
        let loops = Dictionary(
            uniqueKeysWithValues: gateway.loops.map { (ObjectIdentifier($0.eventLoop), CallLoop($0)) })
        server = HTTPServer(
            configuration: HTTPServerConfiguration(address: ListenAddress(.host("127.0.0.1", port: 0))), group: group
        ) { eventLoop in loops[ObjectIdentifier(eventLoop)]! }
    }

    /// - Returns: The port.
    /// - Throws: ``MeridianError`` when none can be had.
    public func start() async throws -> Int {
        try await server.start().port ?? 0
    }

    /// - Parameter grace: After it, connections are cut.
    public func drain(grace: TimeAmount) async {
        await server.drain(grace: grace)
    }
}
