import Crypto
import MeridianCore

/// Seals bytes under a key that is derived from the master key for one purpose: AES-GCM with 256 bits. What is sealed
/// opens only under the same name.
public struct Sealer: Sendable {
    private let key: SymmetricKey
    /// Tells which master key it was, without giving it away.
    public let identifier: String

    /// - Parameter purpose: What is sealed for one purpose does not open for another.
    public init(_ master: MasterKey, purpose: String) {
        key = master.derived(for: purpose)
        identifier = master.identifier
    }

    /// - Returns: Nonce, ciphertext and tag, in hexadecimal.
    public func seal(_ text: String, as name: String) throws -> String {
        let box = try AES.GCM.seal(Array(text.utf8), using: key, authenticating: Array(name.utf8))
        // There is one with nonces of the standard's length, which `seal` makes.
        return Hex.encode(box.combined!)
    }

    /// - Returns: `nil` when it was sealed otherwise, or has been changed.
    public func open(_ sealed: String, as name: String) -> String? {
        guard let bytes = Hex.decode(sealed), let box = try? AES.GCM.SealedBox(combined: bytes),
            let text = try? AES.GCM.open(box, using: key, authenticating: Array(name.utf8))
        else { return nil }
        return String(validating: text, as: UTF8.self)
    }
}
