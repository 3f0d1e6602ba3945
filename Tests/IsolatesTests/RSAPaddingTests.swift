import CryptoExtras
import Foundation
import Testing

@testable import Isolates

/// What is encoded here, beside the encodings of another implementation.
@Suite struct RSAPaddingTests {
    private static let key = try! RSAKey.generate(bits: 1024)
    private static let message = Array("a message".utf8)

    @Test(arguments: [HashName.sha1, .sha256, .sha384])
    func othersTakeSignatures(_ hash: HashName) throws {
        let signature = try RSAKey.sign(pss: Self.message, key: Self.key, hash: hash, saltLength: hash.byteCount)
        let key = try _RSA.Signing.PublicKey(unsafeDERRepresentation: RSAKey.publicKey(of: Self.key))
        let isValid = try hash.withDigest(of: Self.message) {
            key.isValidSignature(_RSA.Signing.RSASignature(rawRepresentation: signature), for: $0, padding: .PSS)
        }
        #expect(isValid)
    }

    @Test func whatOthersEncryptIsDecrypted() throws {
        let key = try _RSA.Encryption.PublicKey(unsafeDERRepresentation: RSAKey.publicKey(of: Self.key))
        for (hash, padding) in [(HashName.sha1, _RSA.Encryption.Padding.PKCS1_OAEP), (.sha256, .PKCS1_OAEP_SHA256)] {
            for length in [0, 1, 40] {
                let message = [UInt8](repeating: 1, count: length)
                let encrypted = Array(try key.encrypt(message, padding: padding))
                #expect(try RSAKey.decrypt(oaep: encrypted, key: Self.key, hash: hash, label: []) == message)
                #expect(throws: (any Error).self) {
                    try RSAKey.decrypt(oaep: encrypted, key: Self.key, hash: hash, label: [0])
                }
            }
        }
    }

    @Test func othersDecryptWhatScriptsEncrypt() async throws {
        let text = try await IsolateHarness.run(
            """
            const p = { name: 'RSA-OAEP', hash: 'SHA-256', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]) };
            const { publicKey, privateKey } = await crypto.subtle.generateKey(p, true, ['encrypt', 'decrypt']);
            const data = await crypto.subtle.encrypt('RSA-OAEP', publicKey, new TextEncoder().encode('a message'));
            const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
            return base64(data) + ' ' + base64(await crypto.subtle.exportKey('pkcs8', privateKey));
            """)
        let parts = try text.split(separator: " ").map { try #require(Data(base64Encoded: String($0))) }
        let key = try _RSA.Encryption.PrivateKey(unsafeDERRepresentation: parts[1])
        #expect(try Array(key.decrypt(parts[0], padding: .PKCS1_OAEP_SHA256)) == Self.message)
    }

    /// Lengths of a modulus around a whole number of bytes, where an encoding has a byte less than it.
    @Test(arguments: [1024, 1025, 1026, 1031, 1032])
    func aSignatureOfAnyLengthIsOfItsMessageOnly(_ bits: Int) throws {
        for saltLength in [0, 1, 32] {
            let encoded = try RSAPadding.pss(Self.message, hash: .sha256, saltLength: saltLength, bits: bits)
            let check = { (encoded: [UInt8], message: [UInt8], saltLength: Int) in
                RSAPadding.isPSS(encoded, of: message, hash: .sha256, saltLength: saltLength, bits: bits)
            }
            #expect(encoded.count == (bits + 7) / 8)
            #expect(check(encoded, Self.message, saltLength))
            #expect(!check(encoded, Self.message + [0], saltLength))
            #expect(!check(encoded, Self.message, saltLength + 1))
            for index in encoded.indices {
                var altered = encoded
                altered[index] ^= 1 << UInt8(index % 8)
                #expect(!check(altered, Self.message, saltLength))
            }
        }
    }

    @Test func everyAlteredByteOfACiphertextIsRefused() throws {
        let encoded = try RSAPadding.oaep(Self.message, label: [7], hash: .sha1, count: 128)
        #expect(try RSAPadding.openOAEP(encoded, label: [7], hash: .sha1) == Self.message)
        for index in encoded.indices {
            var altered = encoded
            altered[index] ^= 0x10
            let opened = try? RSAPadding.openOAEP(altered, label: [7], hash: .sha1)
            // The end is the message itself, which only the seed's mask guards.
            #expect(opened == nil)
        }
        #expect(throws: (any Error).self) {
            try RSAPadding.oaep([UInt8](repeating: 0, count: 87), label: [], hash: .sha1, count: 128)
        }
        #expect(throws: (any Error).self) { try RSAPadding.openOAEP([1, 2], label: [], hash: .sha1) }
    }
}
