import Crypto
import CryptoExtras
import FoundationEssentials
import MeridianCore

/// AES in the modes of Web Cryptography.
enum Cipher {
    /// - Parameter tagLength: Bytes of the tag, which ends what is encrypted: up to 16, and at least 4.
    static func gcm(
        _ bytes: [UInt8], key: [UInt8], iv: [UInt8], data: [UInt8], tagLength: Int, isEncrypting: Bool
    ) throws -> [UInt8] {
        let key = SymmetricKey(data: key)
        let nonce = try AES.GCM.Nonce(data: iv)
        let seal = { (bytes: ArraySlice<UInt8>) in
            try AES.GCM.seal(bytes, using: key, nonce: nonce, authenticating: data)
        }
        if isEncrypting {
            let box = try seal(bytes[...])
            return Array(box.ciphertext) + box.tag.prefix(tagLength)
        }
        guard bytes.count >= tagLength else { throw CryptoKitError.incorrectParameterSize }
        let (ciphertext, tag) = (bytes.dropLast(tagLength), bytes.suffix(tagLength))
        if tagLength == 16 {
            let box = try AES.GCM.SealedBox(nonce: nonce, ciphertext: ciphertext, tag: tag)
            return Array(try AES.GCM.open(box, using: key, authenticating: data))
        }
        // The primitive opens whole tags only. A shorter one is the beginning of the whole, which comes of sealing what was
        // sealed; and that is found by encrypting once more, since GCM adds the same stream both ways (SP 800-38D §6.5).
        let plaintext = Array(try seal(ciphertext).ciphertext)
        guard ConstantTime.isSame(try seal(plaintext[...]).tag.prefix(tagLength), as: tag) else {
            throw CryptoKitError.authenticationFailure
        }
        return plaintext
    }

    /// Wraps a key, or unwraps one (RFC 3394).
    static func wrap(_ bytes: [UInt8], key: [UInt8], isWrapping: Bool) throws -> [UInt8] {
        let (data, key) = (SymmetricKey(data: bytes), SymmetricKey(data: key))
        if isWrapping { return Array(try AES.KeyWrap.wrap(data, using: key)) }
        return try AES.KeyWrap.unwrap(bytes, using: key).withUnsafeBytes { Array($0) }
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
