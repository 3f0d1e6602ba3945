import Access
import Engine
import MeridianCore
import Persistence

/// Who may do what on a platform, what was done, and the secrets of its services.
struct PlatformAccess: Sendable {
    let tokens: TokenStore
    let accessKeys: AccessKeySealer
    let authenticator: Authenticator
    let audit: AuditLog
    let secrets: SecretStore
    /// Whose signatures services take.
    let keys: TrustedKeys
    /// Seals the private keys of domains.
    let keySealer: Sealer
    let identity: IdentityProvider?
    /// Whether the file of the master key was readable by others and has been closed to them.
    let keyWasTightened: Bool

    /// ``load()`` follows.
    init(
        owner: OwnerToken, key: MasterKey, keyWasTightened: Bool, identity: IdentityProvider?,
        documents: any DocumentStore
    ) {
        self.keyWasTightened = keyWasTightened
        self.identity = identity
        tokens = TokenStore(documents: documents)
        accessKeys = AccessKeySealer(key)
        authenticator = Authenticator(
            owner: owner.value, tokens: tokens, accessKeys: accessKeys, identity: identity)
        audit = AuditLog(documents: documents, key: key)
        secrets = SecretStore(documents: documents, key: key)
        keys = TrustedKeys(documents: documents)
        keySealer = Sealer(key, purpose: "certificates")
    }

    /// - Returns: What can't be read. The rest is there.
    func load() async throws -> [MeridianError] {
        var problems = try await tokens.load() + secrets.load() + keys.load()
        do throws(MeridianError) { try await identity?.load() } catch { problems.append(error) }
        return problems
    }
}

/// Hands secrets to instances that start.
struct InstanceSecrets: SecretSource {
    let store: SecretStore
    /// Asked for those that were not set.
    let others: (any SecretSource)?

    func value(of name: String, for service: ServiceName) throws(MeridianError) -> String {
        do throws(MeridianError) {
            return try store.value(of: name, of: service)
        } catch {
            guard error.code == .unknownSecret, let others else { throw error }
            return try others.value(of: name, for: service)
        }
    }
}
