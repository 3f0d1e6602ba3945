public import MeridianCore
public import NIOCore

import enum JSONCodec.JSON

/// How people sign in with tokens of an OpenID Connect provider: the file `identity.json` in the data directory.
///
/// ```json
/// {"issuer": "https://id.example.com", "audience": "meridian", "keySet": "jwks.json",
///  "roles": {"shop-team": ["developer@shop"], "sre": ["operator"]}}
/// ```
public struct IdentityConfiguration: Sendable, Codable, Equatable {
    /// What `iss` of a token must be.
    public var issuer: String
    /// What must be among `aud` of a token.
    public var audience: String
    /// The path of the provider's JSON Web Key Set (RFC 7517), from the data directory unless it begins with a slash.
    public var keySet: String
    /// The claim that names the person; `email` unless it is said.
    public var nameClaim: String?
    /// The claim with the person's groups, a list or a text; `groups` unless it is said.
    public var groupsClaim: String?
    /// The roles of each group, written as those of tokens.
    public var roles: [String: [String]]

    /// - Parameter path: Of the file, for messages.
    /// - Throws: ``ErrorCode/dataDirectoryUnusable`` with what is wrong.
    public init(json: ByteBuffer, path: String) throws(MeridianError) {
        do {
            self = try JSON.decode(IdentityConfiguration.self, from: json)
        } catch {
            throw MeridianError(
                .dataDirectoryUnusable,
                "'\(path)' can't be read: it needs issuer, audience, keySet and roles, a list for each group",
                cause: error)
        }
        for text in roles.values.joined() where Grant(text) == nil {
            throw MeridianError(
                .dataDirectoryUnusable, "'\(path)' has '\(text)', which is no role: \(Grant.rule)")
        }
    }

    /// The grants of somebody who is in some groups.
    func grants(of groups: [String]) -> [Grant] {
        var grants: [Grant] = []
        for grant in groups.flatMap({ roles[$0] ?? [] }).compactMap({ Grant($0) }) where !grants.contains(grant) {
            grants.append(grant)
        }
        return grants
    }
}
