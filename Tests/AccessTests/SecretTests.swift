import Crypto
import Foundation
import MeridianCore
import NIOCore
import Persistence
import Testing

@testable import Access

@Suite struct SecretTests {
    private let documents = MemoryDocumentStore()
    private let key = MasterKey.make()
    private let shop = ServiceName("shop")!
    private let name = SecretName("DB_PASSWORD")!

    private func store(_ key: MasterKey? = nil) async throws -> (store: SecretStore, problems: [MeridianError]) {
        let store = SecretStore(documents: documents, key: key ?? self.key)
        return (store, try await store.load())
    }

    private func code(_ store: SecretStore, _ name: String = "DB_PASSWORD") -> ErrorCode? {
        do throws(MeridianError) {
            _ = try store.value(of: name, of: shop)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func versionsCountUpAndValuesSurviveARestart() async throws {
        let (store, _) = try await store()
        #expect(try await store.set(name, of: shop, to: "first", by: .owner).version == 1)
        let other = Principal(name: "ci", grants: [])
        #expect(try await store.set(name, of: shop, to: "second \u{1F511}", by: other).version == 2)
        #expect(try store.value(of: "DB_PASSWORD", of: shop) == "second \u{1F511}")
        let (again, problems) = try await self.store()
        #expect(problems.isEmpty)
        #expect(try again.value(of: "DB_PASSWORD", of: shop) == "second \u{1F511}")
        let listed = again.list(shop)
        #expect(listed.map(\.version) == [2])
        #expect(listed.map(\.setBy) == ["ci"])
        #expect(again.list(ServiceName("other")!).isEmpty)
    }

    @Test func settingAtOnceMakesAVersionEach() async throws {
        let (store, _) = try await store()
        let versions = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<10 {
                group.addTask { try await store.set(name, of: shop, to: "v\(number)", by: .owner).version }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(versions == Set(1...10))
        #expect(store.list(shop).map(\.version) == [10])
        let (again, _) = try await self.store()
        #expect(try again.value(of: "DB_PASSWORD", of: shop) == store.value(of: "DB_PASSWORD", of: shop))
    }

    @Test func aValueIsNowhereInTheStore() async throws {
        let (store, _) = try await store()
        try await store.set(name, of: shop, to: "correct-horse-battery", by: .owner)
        let page = try await documents.list(prefix: "")
        #expect(page.documents.map(\.key) == ["secrets/shop/DB_PASSWORD"])
        let text = String(buffer: page.documents[0].value)
        #expect(!text.contains("correct-horse"))
        #expect(!text.contains(Hex.encode("correct-horse".utf8)))
        #expect(!text.contains(key.text))
        #expect(!text.contains(Data("correct-horse".utf8).base64EncodedString().prefix(12)))
    }

    @Test func removedSecretsAreGone() async throws {
        let (store, _) = try await store()
        try await store.set(name, of: shop, to: "a", by: .owner)
        try await store.set(SecretName("OTHER")!, of: shop, to: "b", by: .owner)
        try await store.remove(name, of: shop)
        #expect(code(store) == .unknownSecret)
        #expect(store.list(shop).map(\.name.rawValue) == ["OTHER"])
        await #expect(throws: MeridianError.self) { try await store.remove(name, of: shop) }
        try await store.removeAll(of: shop)
        #expect(store.list(shop).isEmpty)
        #expect(try await documents.list(prefix: "").documents.isEmpty)
        #expect(try await store.set(name, of: shop, to: "c", by: .owner).version == 1)
        #expect(try store.value(of: "DB_PASSWORD", of: shop) == "c")
    }

    @Test func refusesWhatNoEnvironmentCanHold() async throws {
        let (store, _) = try await store()
        for value in ["", "a\0b", String(repeating: "a", count: SecretStore.valueLimit + 1)] {
            let error = await #expect(throws: MeridianError.self) {
                try await store.set(name, of: shop, to: value, by: .owner)
            }
            #expect(error?.code == .badSecret)
            #expect(error?.status == 400)
        }
        try await store.set(name, of: shop, to: String(repeating: "a", count: SecretStore.valueLimit), by: .owner)
        for name in ["", "1A", "A-B", "A/B", "Ä", String(repeating: "A", count: 129)] {
            #expect(SecretName(name) == nil, "\(name)")
            #expect(code(store, name) == .badSecret)
        }
    }

    @Test func anotherMasterKeyOpensNothingAndSaysSo() async throws {
        let (store, _) = try await store()
        try await store.set(name, of: shop, to: "a", by: .owner)
        let (other, problems) = try await self.store(.make())
        #expect(problems.map(\.code) == [.masterKeyWrong])
        #expect(problems[0].message.contains("set the secret again"))
        #expect(code(other) == .masterKeyWrong)
        #expect(try await other.set(name, of: shop, to: "b", by: .owner).version == 2)
        #expect(try other.value(of: "DB_PASSWORD", of: shop) == "b")
    }

    enum Tampering: CaseIterable {
        case byte, version, name, service, text
    }

    @Test(arguments: Tampering.allCases)
    func whatWasNotSealedHereDoesNotOpen(tampering: Tampering) async throws {
        let (store, _) = try await store()
        try await store.set(name, of: shop, to: "value", by: .owner)
        let place: DocumentKey = "secrets/shop/DB_PASSWORD"
        let document = try #require(try await documents.get(place))
        var content = try #require(
            try JSONSerialization.jsonObject(with: Data(document.value.readableBytesView)) as? [String: Any])
        var target = place
        switch tampering {
        case .byte:
            let sealed = try #require(content["sealed"] as? String)
            content["sealed"] = (sealed.first == "0" ? "1" : "0") + sealed.dropFirst()
        case .version: content["version"] = 2
        case .name: target = "secrets/shop/OTHER"
        case .service: target = "secrets/other/DB_PASSWORD"
        case .text: content["sealed"] = "text"
        }
        let bytes = ByteBuffer(bytes: try JSONSerialization.data(withJSONObject: content))
        try await documents.commit([.remove(place)])
        try await documents.commit([.put(target, bytes)])
        let (again, problems) = try await self.store()
        #expect(problems.map(\.code) == [.secretDamaged])
        let parts = target.rawValue.split(separator: "/")
        #expect(throws: MeridianError.self) {
            try again.value(of: String(parts[2]), of: #require(ServiceName(String(parts[1]))))
        }
    }

    @Test func aKeyIsReadAsItIsWritten() {
        #expect(MasterKey(text: "  \(key.text)\n")?.text == key.text)
        #expect(MasterKey(text: key.text)?.identifier == key.identifier)
        #expect(MasterKey.make().identifier != key.identifier)
        for text in ["", "00", String(key.text.dropLast()), key.text + "0", "g" + key.text.dropFirst()] {
            #expect(MasterKey(text: text) == nil)
        }
    }

    @Test func keysOfPurposesDiffer() {
        let texts = ["a", "b"].map { key.derived(for: $0).withUnsafeBytes { Hex.encode($0) } }
        #expect(Set(texts).count == 2)
        #expect(!texts.contains(key.text))
    }
}
