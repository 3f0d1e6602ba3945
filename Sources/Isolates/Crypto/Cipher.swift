import Crypto
import CryptoExtras
import FoundationEssentials

/// AES in the modes of Web Cryptography.
enum Cipher {
    static func gcm(
        _ bytes: [UInt8], key: [UInt8], iv: [UInt8], data: [UInt8], isEncrypting: Bool
    ) throws -> [UInt8] {
        let key = SymmetricKey(data: key)
        let nonce = try AES.GCM.Nonce(data: iv)
        if isEncrypting {
            let box = try AES.GCM.seal(bytes, using: key, nonce: nonce, authenticating: data)
            return Array(box.ciphertext) + Array(box.tag)
        }
        guard bytes.count >= 16 else { throw CryptoKitError.incorrectParameterSize }
        let box = try AES.GCM.SealedBox(nonce: nonce, ciphertext: bytes.dropLast(16), tag: bytes.suffix(16))
        return Array(try AES.GCM.open(box, using: key, authenticating: data))
    }

    static func cbc(_ bytes: [UInt8], key: [UInt8], iv: [UInt8], isEncrypting: Bool) throws -> [UInt8] {
        let key = SymmetricKey(data: key)
        let iv = try AES._CBC.IV(ivBytes: iv)
        return Array(
            try isEncrypting ? AES._CBC.encrypt(bytes, using: key, iv: iv) : AES._CBC.decrypt(bytes, using: key, iv: iv)
        )
    }

    /// Both directions are the same.
    static func ctr(_ bytes: [UInt8], key: [UInt8], counter: [UInt8]) throws -> [UInt8] {
        Array(
            try AES._CTR.encrypt(
                bytes, using: SymmetricKey(data: key), nonce: AES._CTR.Nonce(nonceBytes: counter)))
    }
}
