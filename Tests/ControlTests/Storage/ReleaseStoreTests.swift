import MeridianCore
import NIOCore
import Persistence
import Testing

@testable import Control

@Suite struct ReleaseStoreTests {
    private let shop = ServiceName("shop")!
    private let now = Timestamp(milliseconds: 9)

    /// Runs `body` with a store of each kind.
    private func withStores(_ body: (any DocumentStore) async throws -> Void) async throws {
        try await body(MemoryDocumentStore())
        try await withTemporaryDirectory { path in
            let store = try SQLiteDocumentStore(path: path + "/documents.sqlite")
            try await body(store)
            await store.close()
        }
    }

    @Test func whatIsSavedIsLoaded() async throws {
        try await withStores { (documents) async throws in
            let store = ReleaseStore(documents: documents)
            var catalog = try await store.save(.sample(releases: 3), over: nil)
            #expect(try await store.load().services == [shop: catalog])
            var changed = catalog
            changed.publish(.sample(4))
            try changed.point(
                AliasName("canary")!, at: AliasTargets(release: 4, sticky: .cookie("session")), now: now)
            changed.prune(keeping: 1)
            catalog = try await store.save(changed, over: catalog)
            let (services, problems) = try await store.load()
            #expect(services == [shop: catalog])
            #expect(problems.isEmpty)
            #expect(catalog.releases.map(\.number) == [2, 3, 4])
            changed = catalog
            try changed.removeAlias(AliasName("canary")!)
            catalog = try await store.save(changed, over: catalog)
            #expect(try await store.load().services == [shop: catalog])
            let revision = try await documents.revision()
            #expect(try await store.save(catalog, over: catalog) == catalog)
            #expect(try await documents.revision() == revision, "what has not changed is not written")
            try await store.remove(catalog)
            #expect(try await store.load().services.isEmpty)
            #expect(try await documents.list(prefix: "").documents.isEmpty)
        }
    }

    @Test func aChangeOnWhatIsNoMoreIsAConflict() async throws {
        try await withStores { (documents) async throws in
            let store = ReleaseStore(documents: documents)
            let first = try await store.save(.sample(releases: 2), over: nil)
            var mine = first
            try mine.promote(1, now: now)
            var theirs = first
            theirs.publish(.sample(3))
            _ = try await store.save(theirs, over: first)
            let error = await #expect(throws: MeridianError.self) { _ = try await store.save(mine, over: first) }
            #expect(error?.code == .documentConflict)
            let again = await #expect(throws: MeridianError.self) {
                _ = try await store.save(.sample(releases: 1), over: nil)
            }
            #expect(again?.code == .documentConflict)
            let live = try await store.load().services[shop]?.live?.targets.release
            #expect(live == 2)
        }
    }

    @Test func aServiceWithMoreReleasesThanACommitTakesIsRemoved() async throws {
        let store = ReleaseStore(documents: MemoryDocumentStore())
        var catalog = ServiceCatalog(service: shop)
        for part in 0..<4 {
            let former = part == 0 ? nil : catalog
            for number in 1...600 { catalog.publish(.sample(part * 600 + number)) }
            catalog = try await store.save(catalog, over: former)
        }
        #expect(try await store.load().services[shop]?.releases.count == 2_400)
        try await store.remove(catalog)
        #expect(try await store.load().services.isEmpty)
    }

    @Test(arguments: ["services/shop", "releases/shop/0000000002", "aliases/shop/live", "aliases/shop/canary"])
    func whatCantBeReadCostsNothingElse(key: String) async throws {
        for content in ["", "{", "[]", #"{"version":2}"#, #"{"version":1}"#] {
            let documents = MemoryDocumentStore()
            let store = ReleaseStore(documents: documents)
            let bank = try await store.save(.sample("bank", releases: 2), over: nil)
            var shop = try ServiceCatalog.sample(releases: 2)
            try shop.point(AliasName("canary")!, at: AliasTargets(release: 2), now: now)
            _ = try await store.save(shop, over: nil)
            try await documents.commit([.put(DocumentKey(key)!, ByteBuffer(string: content))])
            let (services, problems) = try await store.load()
            #expect(services[bank.service] == bank)
            #expect(problems.map(\.code) == [.corruptedDocument])
            #expect(problems.first?.message.contains(key) == true)
            var loaded = try #require(services[shop.service])
            #expect(loaded.record.nextNumber == 3, "no number is given twice")
            // It can be mended.
            let damaged = loaded
            loaded.publish(.sample(3))
            try loaded.promote(3, now: now)
            try loaded.point(AliasName("canary")!, at: AliasTargets(release: 3), now: now)
            _ = try await store.save(loaded, over: damaged)
            let mended = try await store.load().services[shop.service]
            #expect(mended?.live?.targets.release == 3)
            #expect(mended?.aliases.count == 2)
            #expect(mended?.record.nextNumber == 4)
        }
    }

    @Test func documentsThatAreNamedAfterNothingAreReported() async throws {
        let documents = MemoryDocumentStore()
        try await documents.commit(
            ["services/Bad", "releases/shop", "releases/shop/x", "aliases/shop/a--b"].map {
                .put(DocumentKey($0)!, ByteBuffer(string: "{}"))
            })
        let (services, problems) = try await ReleaseStore(documents: documents).load()
        #expect(services.isEmpty)
        #expect(problems.count == 4)
    }
}
