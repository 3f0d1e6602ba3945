import Crypto
import MeridianCore

/// A secret as it is kept: sealed by AES-GCM with 256 bits for one service, name and version, so that a value put under
/// another name does not open.
struct SealedSecret: Sendable, Equatable, Codable {
    /// From 1; every value that is set has the next.
    var version: Int
    var setAt: Timestamp
    /// The name of whoever set it.
    var setBy: String
    /// The ``MasterKey/identifier`` of the key.
    var key: String
    /// Nonce, ciphertext and tag, in hexadecimal.
    var sealed: String
}

/// Which secret is meant.
struct SecretPlace: Hashable, Sendable, CustomStringConvertible {
    var service: ServiceName
    var name: SecretName

    var description: String { "\(service)/\(name)" }

    func associatedData(_ version: Int) -> [UInt8] { Array("\(service)/\(name)/\(version)".utf8) }
}

/// Seals and opens secrets.
struct SecretSealer: Sendable {
    private let key: SymmetricKey
    private let identifier: String

    init(_ master: MasterKey) {
        key = master.derived(for: "secrets")
        identifier = master.identifier
    }

    func seal(
        _ value: String, at place: SecretPlace, version: Int, setBy: String, setAt: Timestamp
    ) throws -> SealedSecret {
        let box = try AES.GCM.seal(Array(value.utf8), using: key, authenticating: place.associatedData(version))
        return SealedSecret(
            version: version, setAt: setAt, setBy: setBy, key: identifier,
            // There is one with nonces of the standard's length, which `seal` makes.
            sealed: Hex.encode(box.combined!))
    }

    /// - Throws: ``ErrorCode/masterKeyWrong``, ``ErrorCode/secretDamaged``.
    func open(_ secret: SealedSecret, at place: SecretPlace) throws(MeridianError) -> String {
        guard secret.key == identifier else {
            throw MeridianError(
                .masterKeyWrong,
                "the secret '\(place)' was sealed under the master key \(secret.key), and this platform "
                    + "has \(identifier); put the right master.key back, or set the secret again")
        }
        guard let bytes = Hex.decode(secret.sealed), let box = try? AES.GCM.SealedBox(combined: bytes),
            let value = try? AES.GCM.open(box, using: key, authenticating: place.associatedData(secret.version)),
            let text = String(validating: value, as: UTF8.self)
        else { throw place.damaged }
        return text
    }
}

extension SecretPlace {
    var damaged: MeridianError {
        MeridianError(
            .secretDamaged, "the secret '\(self)' can't be opened: what is stored is not what was sealed; set it again")
    }
}
