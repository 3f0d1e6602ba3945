import Meridian
import MeridianTesting
import NIOCore
import Testing

@testable import MeridianCache

private struct Price: Codable, Equatable {
    var cents: Int
}

/// A store in memory whose first look takes until it is let go.
private struct SlowStore: CacheStore {
    private let store = MemoryStore()
    private let looks = Counter()
    private let gate: AsyncStream<Void>
    private let asking: AsyncStream<Void>.Continuation
    let answer: AsyncStream<Void>.Continuation
    let asked: AsyncStream<Void>

    init() {
        (gate, answer) = AsyncStream.makeStream()
        (asked, asking) = AsyncStream.makeStream()
    }

    func get(_ key: String) async throws -> ByteBuffer? {
        let value = store.get(key)
        if looks.next() == 1 {
            asking.yield()
            for await _ in gate {}
        }
        return value
    }

    func set(_ key: String, _ value: ByteBuffer, for time: Duration?) async throws {
        store.set(key, value, for: time)
    }

    func delete(_ key: String) async throws -> Bool { store.delete(key) }

    func deleteAll(prefix: String) async throws { store.deleteAll(prefix: prefix) }

    func increment(_ key: String, by amount: Int64, for time: Duration?) async throws -> Int64 {
        try store.increment(key, by: amount, for: time)
    }
}

@Suite struct CacheTests {
    private let cache = Cache(MemoryStore())

    @Test func valuesByType() async throws {
        try await cache.set("a", Price(cents: 7))
        #expect(try await cache.get("a") == Price(cents: 7))
        #expect(try await cache.get("a", as: [Int].self) == nil)
        #expect(try await cache.get("b", as: Price.self) == nil)
        #expect(try await cache.delete("a"))
        #expect(try await !cache.delete("a"))
    }

    @Test func namespacesAreApart() async throws {
        let (left, right) = (cache.namespace("l"), cache.namespace("r"))
        try await left.set("a", 1)
        try await right.set("a", 2)
        try await left.clear()
        #expect(try await left.get("a", as: Int.self) == nil)
        #expect(try await right.get("a", as: Int.self) == 2)
        #expect(try await cache.get("r:a", as: Int.self) == 2)
    }

    @Test func timeToLive() async throws {
        let clock = TestClock()
        let cache = Cache(MemoryStore(clock: clock), for: .seconds(10))
        try await cache.set("a", 1)
        try await cache.set("b", 1, for: .seconds(30))
        await clock.advance(by: .seconds(9))
        #expect(try await cache.get("a", as: Int.self) == 1)
        await clock.advance(by: .seconds(1))
        #expect(try await cache.get("a", as: Int.self) == nil)
        #expect(try await cache.get("b", as: Int.self) == 1)
    }

    @Test func oneComputesForMany() async throws {
        let computed = Counter()
        let (gate, open) = AsyncStream<Void>.makeStream()
        let results = try await withThrowingTaskGroup(of: Int.self) { [cache] group in
            for _ in 0..<50 {
                group.addTask {
                    try await cache.value("a") {
                        _ = computed.next()
                        for await _ in gate { break }
                        return 7
                    }
                }
            }
            open.finish()
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(results == Array(repeating: 7, count: 50))
        #expect(computed.value == 1)
    }

    @Test func aValueThatCameWhileTheStoreWasAskedIsNotComputedAgain() async throws {
        let store = SlowStore()
        let cache = Cache(store)
        let computed = Counter()
        let late = Task { try await cache.value("a") { computed.next() } }
        // It has looked and found nothing, and does not know it yet.
        for await _ in store.asked { break }
        let first = try await cache.value("a") { 7 }
        #expect(first == 7)
        store.answer.finish()
        let second = try await late.value
        #expect(second == 7)
        #expect(computed.value == 0)
    }

    @Test func anErrorIsNotKept() async throws {
        await #expect(throws: Problem.self) {
            let _: Int = try await cache.value("a") { throw Problem(status: 409) }
        }
        let value = try await cache.value("a") { 1 }
        #expect(value == 1)
    }

    @Test func whoIsCancelledLeavesTheOthers() async throws {
        let flights = SingleFlight()
        let (gate, open) = AsyncStream<Void>.makeStream()
        let first = Task {
            try await flights.run("a") {
                for await _ in gate { break }
                try Task.checkCancellation()
                return ByteBuffer(string: "first")
            }
        }
        while flights.waiting(for: "a") < 1 { await Task.yield() }
        let second = Task { try await flights.run("a") { ByteBuffer(string: "second") } }
        while flights.waiting(for: "a") < 2 { await Task.yield() }
        first.cancel()
        await #expect(throws: CancellationError.self) { _ = try await first.value }
        open.yield()
        let value = try await second.value
        #expect(String(buffer: value) == "first")
    }

    @Test func nobodyLeftCancelsTheWork() async throws {
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let (ended, end) = AsyncStream<Bool>.makeStream()
        let only = Task { [cache] in
            try await cache.value("a") {
                begin.yield()
                let isCancelled = (try? await Task.sleep(for: .seconds(3_600))) == nil
                end.yield(isCancelled)
                return 1
            }
        }
        for await _ in begun { break }
        only.cancel()
        await #expect(throws: CancellationError.self) { _ = try await only.value }
        for await isCancelled in ended {
            #expect(isCancelled)
            break
        }
    }

    private struct BrokenStore: CacheStore {
        struct Failure: Error {}
        func get(_ key: String) throws -> ByteBuffer? { throw Failure() }
        func set(_ key: String, _ value: ByteBuffer, for time: Duration?) throws { throw Failure() }
        func delete(_ key: String) throws -> Bool { throw Failure() }
        func deleteAll(prefix: String) throws { throw Failure() }
        func increment(_ key: String, by amount: Int64, for time: Duration?) throws -> Int64 { throw Failure() }
    }

    @Test func aStoreThatFails() async throws {
        let cache = Cache(BrokenStore())
        let value = try await cache.value("a") { 3 }
        #expect(value == 3)
        let error = await #expect(throws: MeridianError.self) { try await cache.set("a", 1) }
        #expect(error?.code == .cacheUnavailable)
    }

    private struct Shop: FunctionApp {
        var plugins: [any Plugin] { [CachePlugin()] }
        @Inject var cache: Cache
        var functions: some FunctionGroup {
            Function("count", .get("/")) { [self] _, _ in try await "\(cache.increment("visits"))" }
        }
    }

    @Test func thePlugin() async throws {
        let app = try TestApp(Shop.self) { $0.set("cache.prefix", "shop:") }
        #expect(try await app.request(.get, "/").text == "1")
        #expect(try await app.request(.get, "/").text == "2")
        let wrong = try TestApp(Shop.self) { $0.set("cache.maxEntries", 0) }
        let error = await #expect(throws: MeridianError.self) { try await wrong.start() }
        #expect((error?.cause as? MeridianError)?.code == .invalidCacheSetting)
    }
}
