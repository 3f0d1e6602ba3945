import MeridianCore
import NIOCore
public import Persistence
import Testing

/// What every ``DocumentStore`` must do. The store of each check is empty and keeps a history of 50 commits.
public enum DocumentChecks {
    public typealias Check = StoreCheck<any DocumentStore>

    public static let historyLimit = 50

    public static let all: [Check] = values + commits + lists + watches

    static func text(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }

    private static let values = [
        Check("keeps what was put until it is removed") { store async throws in
            #expect(try await store.revision() == .zero)
            #expect(try await store.get("a/b") == nil)
            let bytes = ByteBuffer(bytes: 0...255)
            let first = try await store.commit([.put("a/b", bytes)])
            #expect(first == Revision(1))
            #expect(try await store.get("a/b") == Document(key: "a/b", value: bytes, revision: first))
            let second = try await store.commit([.put("a/b", ByteBuffer())])
            #expect(try await store.get("a/b") == Document(key: "a/b", value: ByteBuffer(), revision: second))
            #expect(try await store.commit([.remove("a/b")]) == Revision(3))
            #expect(try await store.get("a/b") == nil)
            #expect(try await store.revision() == Revision(3))
        },
        Check("takes values of 1 MiB and none that are larger") { store async throws in
            let large = ByteBuffer(repeating: 7, count: DocumentLimits.value)
            try await store.commit([.put("large", large)])
            #expect(try await store.get("large")?.value == large)
            await expect(.badDocument) {
                try await store.commit([.put("larger", ByteBuffer(repeating: 7, count: DocumentLimits.value + 1))])
            }
            #expect(try await store.revision() == Revision(1))
        },
        Check("knows keys that differ in case and length") { store async throws in
            let keys: [DocumentKey] = [
                "a", "A", "a/a", "a-a", "a=a", "a.a", "a/a/a",
                DocumentKey(
                    String(repeating: "k", count: 512))!,
            ]
            for key in keys { try await store.commit([.put(key, text(key.rawValue))]) }
            for key in keys { #expect(try await store.get(key)?.value == text(key.rawValue)) }
        },
        Check("refuses everything when it is closed") { store async throws in
            try await store.commit([.put("a", text("1"))])
            await store.close()
            await expect(.storeClosed) { _ = try await store.get("a") }
            await expect(.storeClosed) { try await store.commit([.put("a", text("2"))]) }
            await expect(.storeClosed) { _ = try await store.list(prefix: "") }
        },
    ]

    private static let commits = [
        Check("makes all changes of a commit at one revision") { store async throws in
            try await store.commit([.put("gone", text("0"))])
            let revision = try await store.commit([
                .put("a", text("1")), .put("b", text("2")), .remove("gone"), .check("c", .absent),
            ])
            #expect(try await store.get("a")?.revision == revision)
            #expect(try await store.get("b")?.revision == revision)
            #expect(try await store.get("gone") == nil)
            #expect(try await store.revision() == revision)
        },
        Check("makes no change when a condition does not hold") { store async throws in
            let first = try await store.commit([.put("a", text("1"))])
            let refused: [[DocumentChange]] = [
                [.put("b", text("2")), .put("a", text("2"), if: .absent)],
                [.remove("a"), .put("b", text("2"), if: .revision(first))],
                [.put("b", text("2")), .check("a", .revision(Revision(99)))],
                [.put("b", text("2")), .remove("c", if: .revision(first))],
            ]
            for changes in refused {
                await expect(.documentConflict, "\(changes)") { try await store.commit(changes) }
            }
            #expect(try await store.get("a")?.value == text("1"))
            #expect(try await store.get("b") == nil)
            #expect(try await store.revision() == first)
            let error = await #expect(throws: MeridianError.self) {
                try await store.commit([.put("a", text("2"), if: .revision(.zero))])
            }
            #expect(
                error?.cause as? DocumentConflict
                    == DocumentConflict(key: "a", expected: .revision(.zero), actual: first))
            #expect(error?.status == 409)
        },
        Check("makes changes when their conditions hold") { store async throws in
            let first = try await store.commit([.put("a", text("1"), if: .absent)])
            let second = try await store.commit([.put("a", text("2"), if: .revision(first))])
            try await store.commit([.remove("a", if: .revision(second)), .put("b", text("3"), if: .absent)])
            #expect(try await store.get("a") == nil)
            #expect(try await store.get("b")?.value == text("3"))
        },
        Check("keeps its revision when nothing changes") { store async throws in
            let first = try await store.commit([.put("a", text("1"))])
            #expect(try await store.commit([.check("a", .revision(first))]) == first)
            #expect(try await store.commit([.remove("none")]) == first)
            #expect(try await store.revision() == first)
        },
        Check("refuses commits that are empty, too long or change a document twice") { store async throws in
            await expect(.badDocument) { try await store.commit([]) }
            await expect(.badDocument) { try await store.commit([.put("a", text("1")), .remove("a")]) }
            let many = (0...DocumentLimits.changes).map { DocumentChange.put(DocumentKey("k\($0)")!, text("")) }
            await expect(.badDocument) { try await store.commit(many) }
            let most = Array(many.dropLast())
            #expect(try await store.commit(most) == Revision(1))
        },
        Check("lets one of those win who change a document at the same time") { store async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await store.update("counter") { document in
                            let count = document.flatMap { Int(String(buffer: $0.value)) } ?? 0
                            return text(String(count + 1))
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await store.get("counter")?.value == text("100"))
            #expect(try await store.revision() == Revision(100))
        },
    ]

    private static let lists = [
        Check("lists by prefix in the order of keys") { store async throws in
            for key in ["s/b", "s/a", "s", "s/a/x", "t/a", "s-a", "S/a"] {
                try await store.commit([.put(DocumentKey(key)!, text(key))])
            }
            func keys(_ prefix: String) async throws -> [String] {
                try await store.list(prefix: prefix).documents.map(\.key.rawValue)
            }
            #expect(try await keys("s/") == ["s/a", "s/a/x", "s/b"])
            #expect(try await keys("s") == ["s", "s-a", "s/a", "s/a/x", "s/b"])
            #expect(try await keys("") == ["S/a", "s", "s-a", "s/a", "s/a/x", "s/b", "t/a"])
            #expect(try await keys("u") == [])
            #expect(try await keys("%") == [])
            #expect(try await store.list(prefix: "").revision == Revision(7))
        },
        Check("lists page by page") { store async throws in
            let keys = (0..<25).map { DocumentKey("p/k\($0)")! }.sorted()
            try await store.commit(keys.shuffled().map { .put($0, text($0.rawValue)) } + [.put("q", text(""))])
            var seen: [DocumentKey] = []
            var sizes: [Int] = []
            var after: DocumentKey?
            repeat {
                let page = try await store.list(prefix: "p/", after: after, limit: 10)
                seen += page.documents.map(\.key)
                sizes.append(page.documents.count)
                after = page.next
            } while after != nil
            #expect(seen == keys)
            #expect(sizes == [10, 10, 5])
            #expect(try await store.list(prefix: "p/", after: nil, limit: 25).next == nil)
            #expect(try await store.list(prefix: "p/", after: "a", limit: 25).documents.count == 25)
            #expect(try await store.list(prefix: "p/", after: "z", limit: 25).documents.isEmpty)
            #expect(try await store.list(prefix: "p/", after: nil, limit: -1).documents.count == 1)
        },
    ]
}
