public import HTTPTransport

/// How the gateway listens and what it writes down.
public struct GatewayConfiguration: Sendable {
    /// Where requests are written down.
    public enum AccessLog: Sendable, Equatable {
        case none
        /// Among the log lines of the services.
        case entries
        /// One line a request in a file, which is renamed to `PATH.1` and begun anew at 64 MiB.
        case file(String)
    }

    public var server: HTTPServerConfiguration
    public var accessLog = AccessLog.none
    /// Answers about paths that lead nowhere list the functions that there are.
    public var tellsRoutes = false

    public init(listen: ListenAddress) {
        self.server = HTTPServerConfiguration(address: listen)
    }
}
