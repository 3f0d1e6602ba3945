public import Meridian

/// The HTTP clients of an app, by name.
public struct HTTPClients: Sendable {
    private let byName: [String: HTTPClient]

    init(_ settings: HTTPClientSettingsTable, _ transport: any HTTPClientTransport) {
        byName = Dictionary(
            uniqueKeysWithValues: settings.byName.map { name, settings in
                (name, HTTPClient(name: name, settings: settings, transport: transport))
            })
    }

    /// The client without a name.
    public var `default`: HTTPClient { byName["default"]! }

    /// A client that the plug-in or the configuration names.
    /// - Parameters:
    ///   - name: Such as `stock`.
    ///   - context: The invocation for which it calls, see ``HTTPClient/within(_:)``.
    /// - Throws: ``ErrorCode/unknownHTTPClient``.
    public func client(_ name: String, for context: Context? = nil) throws(MeridianError) -> HTTPClient {
        guard let client = byName[name] else {
            throw MeridianError(
                .unknownHTTPClient,
                "there is no HTTP client '\(name)', only \(byName.keys.sorted().joined(separator: ", ")); name it in "
                    + "HTTPClientPlugin(clients:) or set 'httpClients.\(name).baseURL'")
        }
        return context.map(client.within) ?? client
    }
}
