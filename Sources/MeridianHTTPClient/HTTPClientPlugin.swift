public import Meridian

/// HTTP clients for functions, with settings by name.
///
/// ```swift
/// struct Shop: FunctionApp {
///     var plugins: [any Plugin] { [HTTPClientPlugin(clients: "stock")] }
///     var configuration: Configuration { ["httpClients.stock.baseURL": "https://stock.example.com/v1"] }
/// }
///
/// @Inject var clients: HTTPClients
///
/// let stock = try clients.client("stock", for: context)
/// let item: Item = try await stock.get("/items/7")
/// ```
/// `httpClients.default.KEY` holds for every client that does not have `httpClients.NAME.KEY`; see
/// ``HTTPClientSettings`` for the keys. It provides ``HTTPClients``, the default ``HTTPClient``, and
/// `any HTTPClientTransport`, which tests replace by a ``FakeHTTPTransport``.
public struct HTTPClientPlugin: Plugin {
    private let names: [String]

    /// - Parameter names: Clients that may be asked for, beside `default` and those that the configuration names.
    public init(clients names: String...) {
        self.names = names
    }

    public var configuration: Configuration {
        [
            "httpClients": [
                "default": [
                    "timeout": "30s", "connectTimeout": "5s", "readTimeout": "30s", "keepAlive": "60s",
                    "maxConnections": 32, "redirects": 5, "maxResponseSize": 6_291_456, "retries": 2,
                    "retryPause": "100ms", "retryLongestPause": "2s", "retryBudget": 0.1,
                ]
            ]
        ]
    }

    public func configure(_ app: inout AppSetup) throws {
        let names = names
        app.providers.singleton { (configuration: Configuration) in
            try HTTPClientSettingsTable(names, configuration)
        }
        app.providers.singleton(as: (any HTTPClientTransport).self) { (settings: HTTPClientSettingsTable) in
            NetworkTransport(settings)
        } destroy: { transport in
            try await (transport as? NetworkTransport)?.shutdown()
        }
        app.providers.singleton { (settings: HTTPClientSettingsTable, transport: any HTTPClientTransport) in
            HTTPClients(settings, transport)
        }
        app.providers.singleton { (clients: HTTPClients) in clients.default }
    }
}
