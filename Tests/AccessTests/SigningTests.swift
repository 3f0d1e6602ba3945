import Access
import MeridianCore
import Persistence
import Testing

@Suite struct SigningTests {
    private let shop = ServiceName("shop")!
    private let digest = String(repeating: "ab", count: 32)

    /// RFC 8032 §7.1, test 1: an empty message; the key pair is what is taken from it.
    @Test func keysAreThoseOfTheStandard() throws {
        let key = try SigningKey(
            text: "ed25519-private:9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\n")
        #expect(key.publicKey.text == "ed25519:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        let again = try SigningKey(text: key.text)
        #expect(again.publicKey == key.publicKey)
    }

    @Test func aSignatureIsForOnePackageOfOneService() throws {
        let (key, other) = (SigningKey.make(), SigningKey.make())
        let signature = try key.sign(digest, for: shop)
        let read = try PackageSignature(text: signature.text + "\n")
        #expect(read == signature)
        #expect(key.publicKey.holds(signature, of: digest, for: shop))
        #expect(!key.publicKey.holds(signature, of: String(digest.reversed()), for: shop))
        #expect(!key.publicKey.holds(signature, of: digest, for: ServiceName("shop2")!))
        #expect(!other.publicKey.holds(signature, of: digest, for: shop))
    }

    @Test func everyChangedBitOfASignatureShows() throws {
        let key = SigningKey.make()
        let text = Array(try key.sign(digest, for: shop).text)
        for position in text.indices {
            var changed = text
            changed[position] = changed[position] == "0" ? "1" : "0"
            let signature = try PackageSignature(text: String(changed))
            #expect(!key.publicKey.holds(signature, of: digest, for: shop))
        }
    }

    @Test(arguments: [
        "", "ed25519:", "ed25519:00", "rsa:" + String(repeating: "0", count: 64),
        "ed25519:" + String(repeating: "g", count: 64), "ed25519:" + String(repeating: "0", count: 66),
    ])
    func whatIsNoKeyIsRefused(text: String) {
        for read in [{ _ = try VerifyingKey(text: text) }, { _ = try SigningKey(text: text) }] as [() throws -> Void] {
            let failure = #expect(throws: MeridianError.self) { try read() }
            #expect(failure?.code == .badSigningKey)
        }
    }

    @Test func aServiceThatTrustsAKeyTakesNothingElse() async throws {
        let documents = MemoryDocumentStore()
        let keys = TrustedKeys(documents: documents)
        let (key, other) = (SigningKey.make(), SigningKey.make())
        let signature = try key.sign(digest, for: shop)
        #expect(try keys.check(nil, of: digest, for: shop) == nil)
        _ = try await keys.trust(key.publicKey, as: "ci", of: shop, by: .owner)
        let again = TrustedKeys(documents: documents)
        let problems = try await again.load()
        #expect(problems.isEmpty)
        for keys in [keys, again] {
            #expect(try keys.check(signature, of: digest, for: shop) == "ci")
            #expect(try keys.check(nil, of: digest, for: ServiceName("other")!) == nil)
            let missing = #expect(throws: MeridianError.self) { try keys.check(nil, of: digest, for: shop) }
            #expect(missing?.code == .packageUnsigned && missing?.status == 403)
            let foreign = try other.sign(digest, for: shop)
            let wrong = #expect(throws: MeridianError.self) { try keys.check(foreign, of: digest, for: shop) }
            #expect(wrong?.code == .packageSignatureWrong && wrong?.status == 403)
        }
        for name in ["", "a/b", "ä", String(repeating: "a", count: 65)] {
            let failure = await #expect(throws: MeridianError.self) {
                _ = try await keys.trust(key.publicKey, as: name, of: shop, by: .owner)
            }
            #expect(failure?.code == .badSigningKey)
        }
        let removed = try await keys.remove("ci", of: shop)
        #expect(removed.name == "ci")
        #expect(try keys.check(nil, of: digest, for: shop) == nil)
        let unknown = await #expect(throws: MeridianError.self) { _ = try await keys.remove("ci", of: shop) }
        #expect(unknown?.code == .unknownSigningKey)
    }
}
