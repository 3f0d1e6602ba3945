public import MeridianCache
import MeridianCore
import NIOCore
import Testing

/// What every store must do.
public struct CacheStoreChecks: Sendable {
    private let store: any CacheStore

    public init(_ store: any CacheStore) {
        self.store = store
    }

    public func keepsAndForgets() async throws {
        let bytes = ByteBuffer(bytes: 0...255)
        #expect(try await store.get("s:none") == nil)
        try await store.set("s:a", bytes, for: nil)
        #expect(try await store.get("s:a") == bytes)
        try await store.set("s:a", ByteBuffer(), for: .seconds(3_600))
        #expect(try await store.get("s:a") == ByteBuffer())
        #expect(try await store.delete("s:a"))
        #expect(try await !store.delete("s:a"))
        #expect(try await store.get("s:a") == nil)
        try await store.set("s:gone", bytes, for: .zero)
        #expect(try await store.get("s:gone") == nil)
    }

    public func forgetsByPrefix() async throws {
        for key in ["p:a", "p:b", "p*:c", "p[x]:d", "q:a"] {
            try await store.set(key, ByteBuffer(string: key), for: nil)
        }
        try await store.deleteAll(prefix: "p*")
        #expect(try await store.get("p*:c") == nil)
        #expect(try await store.get("p:a") != nil)
        try await store.deleteAll(prefix: "p[x]")
        #expect(try await store.get("p[x]:d") == nil)
        try await store.deleteAll(prefix: "p:")
        #expect(try await store.get("p:b") == nil)
        #expect(try await store.get("q:a") != nil)
    }

    public func counts() async throws {
        _ = try await store.delete("n:a")
        #expect(try await store.increment("n:a", by: 5, for: nil) == 5)
        #expect(try await store.increment("n:a", by: -7, for: .seconds(3_600)) == -2)
        #expect(try await store.get("n:a") == ByteBuffer(string: "-2"))
        try await store.set("n:a", ByteBuffer(string: "\(Int64.max)"), for: nil)
        for text in ["\(Int64.max)", "many", ""] {
            try await store.set("n:a", ByteBuffer(string: text), for: nil)
            let error = await #expect(throws: MeridianError.self) {
                _ = try await store.increment("n:a", by: 1, for: nil)
            }
            #expect(error?.code == .cacheValueNoNumber, "\(text)")
        }
        let sums = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<100 {
                group.addTask { [store] in try await store.increment("n:many", by: 1, for: .seconds(60)) }
            }
            return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        #expect(sums.count == 100)
    }
}
