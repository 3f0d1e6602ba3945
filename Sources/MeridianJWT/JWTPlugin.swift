public import Meridian
import MeridianCore

/// Keys for JSON Web Tokens, provided as ``JWTKeys``.
///
/// ```swift
/// var plugins: [any Plugin] { [JWTPlugin()] }
/// ```
/// | setting | |
/// |---|---|
/// | `jwt.keys` | a list of keys: `id`, `algorithm` (HS256, RS256, ES256, EdDSA), and `secret`, `pem` or `file` |
/// | `jwt.keySet`, `jwt.keySetFile` | a JSON Web Key Set (RFC 7517), as text or in a file |
/// | `jwt.signingKey` | the `id` of the key that signs; the only private one unless it is said |
///
/// The keys are read before the objects that need them are made. Nothing runs between start and stop.
public struct JWTPlugin: Plugin {
    @Inject var keys: JWTKeys

    public init() {}

    public func configure(_ app: inout AppSetup) {
        app.providers.singleton { (configuration: Configuration) in try await JWTKeys(configuration) }
    }
}
