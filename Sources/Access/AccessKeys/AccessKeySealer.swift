import Crypto
import MeridianCore

/// An access key as it is kept: sealed by AES-GCM with 256 bits under its identifier, since whoever checks a signature needs
/// the secret itself.
struct SealedAccessKey: Sendable, Equatable, Codable {
    var id: String
    /// The ``MasterKey/identifier`` of the key.
    var key: String
    /// Nonce, ciphertext and tag, in hexadecimal.
    var sealed: String
}

/// Seals and opens access keys.
public struct AccessKeySealer: Sendable {
    private let key: SymmetricKey
    private let identifier: String

    public init(_ master: MasterKey) {
        key = master.derived(for: "access keys")
        identifier = master.identifier
    }

    func seal(_ accessKey: AccessKey) throws -> SealedAccessKey {
        let box = try AES.GCM.seal(
            Array(accessKey.secret.utf8), using: key, authenticating: Array(accessKey.id.utf8))
        // There is one with nonces of the standard's length, which `seal` makes.
        return SealedAccessKey(id: accessKey.id, key: identifier, sealed: Hex.encode(box.combined!))
    }

    /// - Throws: ``ErrorCode/masterKeyWrong``, ``ErrorCode/secretDamaged``.
    func open(_ accessKey: SealedAccessKey) throws(MeridianError) -> String {
        guard accessKey.key == identifier else {
            throw MeridianError(
                .masterKeyWrong,
                "the access key '\(accessKey.id)' was sealed under the master key \(accessKey.key), and this platform has "
                    + "\(identifier); put the right master.key back, or make another access key")
        }
        guard let bytes = Hex.decode(accessKey.sealed), let box = try? AES.GCM.SealedBox(combined: bytes),
            let secret = try? AES.GCM.open(box, using: key, authenticating: Array(accessKey.id.utf8)),
            let text = String(validating: secret, as: UTF8.self)
        else {
            throw MeridianError(
                .secretDamaged,
                "the access key '\(accessKey.id)' can't be opened: what is stored is not what was sealed; make another one"
            )
        }
        return text
    }
}
