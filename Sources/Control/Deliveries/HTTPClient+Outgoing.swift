import AsyncHTTPClient
import NIOCore

extension HTTPClient {
    /// For what the platform itself sends: events to their destinations, telemetry to its collector.
    ///
    /// Who asks tries again in its own time, so a connection that is refused is told at once; and a receiver that is slow
    /// does not make those wait that are sent beside it.
    static let outgoing: HTTPClient = {
        var configuration = HTTPClient.Configuration(timeout: .init(connect: .seconds(10)))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        return HTTPClient(configuration: configuration)
    }()
}
