import MeridianCore
import Synchronization
import Testing

@testable import Telemetry

@Suite(.timeLimit(.minutes(1)))
struct LogStoreTests {
    private let shop = ServiceName("shop")!
    private let bank = ServiceName("bank")!

    private func entry(
        _ message: String, _ service: ServiceName?, time: Int64 = 0, request: String? = nil,
        level: LogLevel = .info, stream: LogEntry.Stream = .stdout
    ) -> LogEntry {
        LogEntry(
            time: Timestamp(milliseconds: time), service: service, requestID: request, level: level, stream: stream,
            message: message)
    }

    @Test func keepsTheNewestLinesOfEachService() {
        let store = LogStore(limits: .init(entriesPerService: 3))
        for number in 0..<10 { store.append(entry("s\(number)", shop)) }
        store.append(entry("b", bank))
        #expect(store.recent(LogFilter(service: shop)).map(\.message) == ["s7", "s8", "s9"])
        #expect(store.recent(LogFilter(service: bank)).map(\.message) == ["b"])
        #expect(store.evicted(service: shop) == 7)
        #expect(store.evicted(service: bank) == 0)
    }

    @Test func mergesServicesByTime() {
        let store = LogStore()
        store.append(entry("second", shop, time: 2))
        store.append(entry("first", bank, time: 1))
        store.append(entry("third", nil, time: 3))
        #expect(store.recent().map(\.message) == ["first", "second", "third"])
        #expect(store.recent(limit: 2).map(\.message) == ["second", "third"])
    }

    @Test func filters() {
        let store = LogStore()
        store.append(entry("a", shop, request: "r1"))
        store.append(entry("b", shop, request: "r2", level: .error))
        store.append(entry("c", shop, stream: .access))
        #expect(store.recent(LogFilter(service: shop, requestID: "r1")).map(\.message) == ["a"])
        #expect(store.recent(LogFilter(minimumLevel: .warning)).map(\.message) == ["b"])
        #expect(store.recent(LogFilter(streams: [.access])).map(\.message) == ["c"])
    }

    @Test func staysWithinBytesForOneServiceAndForAll() {
        let store = LogStore(limits: .init(bytesPerService: 4_000, totalBytes: 10_000, messageBytes: 100))
        let names = (0..<8).map { ServiceName("s\($0)")! }
        for round in 0..<50 {
            for name in names { store.append(entry("\(round) " + String(repeating: "x", count: 500), name)) }
        }
        let (total, rings) = store.state.withLock { ($0.totalWeight, $0.rings) }
        #expect(total == rings.values.reduce(0) { $0 + $1.weight })
        #expect(total <= 10_000 + 8 * 400)
        #expect(rings.values.allSatisfy { $0.weight <= 4_000 && $0.count > 0 })
        #expect(store.recent(LogFilter(service: names[0])).last?.message.hasPrefix("49 ") == true)
        store.forget(service: names[0])
        #expect(store.recent(LogFilter(service: names[0])).isEmpty)
    }

    @Test func aSubscriberSeesThePastAndThenWhatComes() async {
        let store = LogStore()
        store.append(entry("past 1", shop))
        store.append(entry("past 2", shop))
        let subscription = store.subscribe(LogFilter(service: shop), replay: 1)
        store.append(entry("new", shop))
        store.append(entry("of another", bank))
        store.append(entry("newer", shop))
        var seen: [String] = []
        for await line in subscription.entries {
            seen.append(line.message)
            if seen.count == 3 { break }
        }
        #expect(seen == ["past 2", "new", "newer"])
        #expect(subscription.dropped == 0)
    }

    @Test func aSlowSubscriberLosesTheOldestAndIsTold() async {
        let store = LogStore()
        let subscription = store.subscribe(capacity: 4)
        for number in 0..<10 { store.append(entry("\(number)", shop)) }
        #expect(subscription.dropped == 6)
        var iterator = subscription.entries.makeAsyncIterator()
        #expect(await iterator.next()?.message == "6")
    }

    @Test func lettingGoEndsTheSubscription() async {
        let store = LogStore()
        do {
            let subscription = store.subscribe()
            #expect(store.subscriberCount == 1)
            _ = subscription
        }
        #expect(store.subscriberCount == 0)
        let task = Task { for await _ in store.subscribe().entries {} }
        task.cancel()
        await task.value
        #expect(store.subscriberCount == 0)
    }
}
