import MeridianCore
import Testing

@testable import Persistence

@Suite("Names")
struct NamesTests {
    @Test(
        "of documents",
        arguments: ["a", "services/shop", "A-b_c.d=e/0", "..a", "a/...", String(repeating: "k", count: 512)])
    func keys(_ text: String) {
        #expect(DocumentKey(text)?.rawValue == text)
    }

    @Test(
        "that no document has",
        arguments: [
            "", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "a/.", "a b", "ä", "a\0", "a*", "a%", "a\n",
            String(repeating: "k", count: 513),
        ])
    func noKeys(_ text: String) {
        #expect(DocumentKey(text) == nil)
    }

    @Test("of blobs")
    func digests() {
        let digest = String(repeating: "0a", count: 32)
        #expect(BlobDigest(digest)?.rawValue == digest)
        for text in ["", digest.uppercased(), digest + "0", String(digest.dropLast()), digest.dropLast() + "g"] {
            #expect(BlobDigest(text) == nil)
        }
    }

    @Test("of the files of a backup")
    func parts() {
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        for path in ["documents.sqlite", "queues/shop.sqlite", "blobs/ba/\(digest)"] {
            #expect(StoreLayout.isPart(path), "\(path)")
        }
        for path in [
            "", "/documents.sqlite", "documents.sqlite-wal", "queues/../x.sqlite", "queues/.sqlite",
            "queues/a/b.sqlite",
            "blobs/bb/\(digest)", "blobs/\(digest)", "../documents.sqlite", "blobs/ba/../\(digest)",
        ] {
            #expect(!StoreLayout.isPart(path), "\(path)")
        }
    }
}
