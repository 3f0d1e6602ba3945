package import Crypto
import MeridianCore

/// 256 random bits from which the keys of a platform are derived (HKDF with SHA-256, RFC 5869). It is kept outside of
/// the stores, so that a copy of them does not hold the way to open what is sealed in them.
public struct MasterKey: Sendable {
    private let bytes: SymmetricKey

    /// A new one from the system's generator.
    public static func make() -> MasterKey { MasterKey(bytes: SymmetricKey(size: .bits256)) }

    private init(bytes: SymmetricKey) {
        self.bytes = bytes
    }

    /// Reads what ``text`` wrote.
    /// - Returns: `nil` for anything but 64 hexadecimal digits, with white space around them.
    public init?(text: String) {
        let digits = text.filter { !$0.isWhitespace }
        guard digits.utf8.count == 64, let bytes = Hex.decode(digits) else { return nil }
        self.bytes = SymmetricKey(data: bytes)
    }

    /// What its file holds: 64 hexadecimal digits.
    public var text: String { bytes.withUnsafeBytes { Hex.encode($0) } }

    /// The key for one purpose.
    package func derived(for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: bytes, info: Array("meridian \(purpose) 1".utf8), outputByteCount: 32)
    }

    /// Tells keys apart without giving them away: 16 hexadecimal digits.
    var identifier: String { derived(for: "identifier").withUnsafeBytes { Hex.encode($0.prefix(8)) } }
}
