import Crypto
import CryptoExtras

extension HashName {
    /// HKDF (RFC 5869). `nil` when `length`, in bytes, is more than it gives.
    func hkdf(_ secret: [UInt8], salt: [UInt8], info: [UInt8], length: Int) -> [UInt8]? {
        let secret = SymmetricKey(data: secret)
        func derive<Hash: HashFunction>(_ hash: Hash.Type) -> [UInt8]? {
            guard length <= 255 * Hash.Digest.byteCount else { return nil }
            let key = HKDF<Hash>.deriveKey(inputKeyMaterial: secret, salt: salt, info: info, outputByteCount: length)
            return key.withUnsafeBytes { Array($0) }
        }
        return switch self {
        case .sha1: derive(Insecure.SHA1.self)
        case .sha256: derive(SHA256.self)
        case .sha384: derive(SHA384.self)
        case .sha512: derive(SHA512.self)
        }
    }

    /// PBKDF2 (RFC 8018).
    func pbkdf2(_ password: [UInt8], salt: [UInt8], rounds: Int, length: Int) throws -> [UInt8] {
        let hash: KDF.Insecure.PBKDF2.HashFunction =
            switch self {
            case .sha1: .insecureSHA1
            case .sha256: .sha256
            case .sha384: .sha384
            case .sha512: .sha512
            }
        let key = try KDF.Insecure.PBKDF2.deriveKey(
            from: password, salt: salt, using: hash, outputByteCount: length, unsafeUncheckedRounds: rounds)
        return key.withUnsafeBytes { Array($0) }
    }
}
