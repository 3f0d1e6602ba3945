public import HTTPTransport
public import NIOCore

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
    /// How the gateway listens for HTTPS; `nil` when it does not.
    public var secureServer: HTTPServerConfiguration?
    public var accessLog = AccessLog.none
    /// Answers about paths that lead nowhere list the functions that there are.
    public var tellsRoutes = false
    /// Callers may say by `x-meridian-…` fields who they are, for whom they call and how much it matters. Only for a
    /// gateway that nobody else reaches, or behind a proxy that sets these fields; otherwise they are taken out.
    public var trustsCallers = false
    /// As metrics name where this gateway runs.
    public var unit = "main"
    /// How late an event loop may come to its work before it reads and accepts nothing for a while; `nil` to go on in
    /// any case.
    public var secondLine: TimeAmount? = .milliseconds(100)
    /// Whether requests are taken down as spans of traces from the beginning.
    public var takesSpans = true

    public init(listen: ListenAddress) {
        self.server = HTTPServerConfiguration(address: listen)
    }
}
