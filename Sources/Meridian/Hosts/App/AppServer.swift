package import HTTPTransport
package import MeridianCore
import NIOCore
import NIOPosix

/// The parts of an ordinary app: an HTTP server over the table's routes, and its timers.
package final class AppServer: Sendable {
    package let table: FunctionTable
    private let configuration: AppConfiguration
    private let group: MultiThreadedEventLoopGroup
    private let server: HTTPServer
    private let timers: TimerSchedule
    private let firesTimers: Bool

    /// - Parameters:
    ///   - firesTimers: Whether timers fire while it serves.
    ///   - handler: What takes the requests, on a platform that sends others than a client would.
    package init(
        _ table: FunctionTable, configuration: AppConfiguration, firesTimers: Bool = true,
        handler: @escaping @Sendable (AppRoutes) -> any ExchangeHandler = { AppHandler($0) }
    ) throws(MeridianError) {
        let routes = try AppRoutes(table)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.eventLoops)
        var http = HTTPServerConfiguration(address: configuration.address)
        http.exposeErrors = table.isDevelopment
        http.idleTimeout = configuration.idleTimeout ?? http.idleTimeout
        self.table = table
        self.configuration = configuration
        self.group = group
        self.server = HTTPServer(configuration: http, group: group) { _ in handler(routes) }
        self.timers = TimerSchedule(table, on: group.next())
        self.firesTimers = firesTimers
    }

    /// Begins to serve.
    /// - Returns: Where, as a URL, or as `unix:PATH`.
    /// - Throws: ``ErrorCode/addressInUse`` or ``ErrorCode/cannotListen``.
    package func start() async throws -> String {
        let address = try await server.start()
        if firesTimers { timers.start() }
        guard case .host(let host, _) = configuration.address.kind else { return configuration.address.description }
        return "http://" + ListenAddress(.host(host, port: address.port ?? 0)).description
    }

    /// Stops accepting and firing, and waits for what is under way, up to the grace time.
    package func stop() async {
        timers.stop()
        await server.drain(grace: configuration.grace)
        try? await group.shutdownGracefully()
    }
}
