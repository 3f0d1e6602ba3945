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

    /// What a version of it is sealed as.
    func sealedName(_ version: Int) -> String { "\(self)/\(version)" }
}

/// Seals and opens secrets.
struct SecretSealer: Sendable {
    private let sealer: Sealer

    init(_ master: MasterKey) {
        sealer = Sealer(master, purpose: "secrets")
    }

    func seal(
        _ value: String, at place: SecretPlace, version: Int, setBy: String, setAt: Timestamp
    ) throws -> SealedSecret {
        SealedSecret(
            version: version, setAt: setAt, setBy: setBy, key: sealer.identifier,
            sealed: try sealer.seal(value, as: place.sealedName(version)))
    }

    /// - Throws: ``ErrorCode/masterKeyWrong``, ``ErrorCode/secretDamaged``.
    func open(_ secret: SealedSecret, at place: SecretPlace) throws(MeridianError) -> String {
        guard secret.key == sealer.identifier else {
            throw MeridianError(
                .masterKeyWrong,
                "the secret '\(place)' was sealed under the master key \(secret.key), and this platform "
                    + "has \(sealer.identifier); put the right master.key back, or set the secret again")
        }
        guard let text = sealer.open(secret.sealed, as: place.sealedName(secret.version)) else { throw place.damaged }
        return text
    }
}

extension SecretPlace {
    var damaged: MeridianError {
        MeridianError(
            .secretDamaged, "the secret '\(self)' can't be opened: what is stored is not what was sealed; set it again")
    }
}
