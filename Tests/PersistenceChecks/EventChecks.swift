import MeridianCore
import NIOCore
public import Persistence
import Testing

/// An implementation with an empty queue that takes events of 1,000 bytes, 100 in a lane, and remembers idempotency keys
/// for a minute.
public struct EventQueueFixture: Sendable {
    public var queue: any EventQueue
    /// What the queue takes for the time.
    public var clock: ManualClock

    public static let limits = EventQueueLimits(eventSize: 1_000, laneDepth: 100, idempotencyWindow: .seconds(60))

    public init(_ queue: any EventQueue, _ clock: ManualClock) {
        self.queue = queue
        self.clock = clock
    }

    @discardableResult
    func add(
        _ text: String, to lane: QueueLane = "f", key: String? = nil, once: String? = nil, at due: Timestamp? = nil
    ) async throws -> EventID {
        try await queue.enqueue(
            NewEvent(
                lane: lane, head: "h" + text, payload: ByteBuffer(string: text), orderingKey: key,
                idempotencyKey: once, notBefore: due)
        ).id
    }

    func lease(_ limit: Int = 100, from lane: QueueLane = "f") async throws -> [LeasedEvent] {
        try await queue.lease(from: lane, limit: limit, for: .seconds(30))
    }
}

extension [LeasedEvent] {
    var texts: [String] { map { String(buffer: $0.event.payload) } }
}

/// What every ``EventQueue`` must do.
public enum EventChecks {
    public typealias Check = StoreCheck<EventQueueFixture>

    public static let all: [Check] = accepting + leasing + ordering + operating

    private static let accepting = [
        Check("gives out what was accepted, whole and in order") { fixture async throws in
            let bytes = ByteBuffer(bytes: 0...255)
            let new = NewEvent(lane: "f", head: "{\"ä\":1}", payload: bytes, orderingKey: nil)
            let receipts = try await fixture.queue.enqueue([new, NewEvent(lane: "g", payload: ByteBuffer()), new])
            #expect(receipts.map(\.id) == [EventID(1), EventID(2), EventID(3)])
            #expect(receipts.allSatisfy { !$0.isDuplicate })
            let leased = try await fixture.lease()
            #expect(leased.map(\.event.id) == [EventID(1), EventID(3)])
            #expect(
                leased.first?.event
                    == QueuedEvent(
                        id: EventID(1), lane: "f", head: "{\"ä\":1}", payload: bytes, orderingKey: nil,
                        enqueuedAt: fixture.clock.now, attempts: 1))
            #expect(
                leased.first?.lease
                    == EventLease(id: EventID(1), lane: "f", expiresAt: fixture.clock.at(30_000), attempt: 1))
            #expect(try await fixture.lease(from: "g").count == 1)
            #expect(try await fixture.lease(from: "none").isEmpty)
        },
        Check("never gives a number twice") { fixture async throws in
            for expected in 1...5 as ClosedRange<Int64> {
                #expect(try await fixture.add("a") == EventID(expected))
                for leased in try await fixture.lease() { try await fixture.queue.finish(leased.lease) }
            }
        },
        Check("accepts an idempotency key once within its window, in each lane") { fixture async throws in
            let first = try await fixture.add("a", once: "k")
            #expect(try await fixture.add("b", once: "k") == first)
            #expect(try await fixture.add("a", to: "g", once: "k") != first)
            for leased in try await fixture.lease() { try await fixture.queue.finish(leased.lease) }
            fixture.clock.advance(59_999)
            let again = try await fixture.queue.enqueue(
                (0..<2).map { _ in NewEvent(lane: "f", payload: ByteBuffer(), idempotencyKey: "k") })
            #expect(again == [EventReceipt(id: first, isDuplicate: true), EventReceipt(id: first, isDuplicate: true)])
            #expect(try await fixture.queue.depth(of: "f") == 0)
            fixture.clock.advance(1)
            let late = try await fixture.queue.enqueue(
                (0..<2).map { _ in NewEvent(lane: "f", payload: ByteBuffer(), idempotencyKey: "k") })
            #expect(late.map(\.isDuplicate) == [false, true])
            #expect(late[0].id == late[1].id)
        },
        Check("refuses what is too large, too many, or has keys it can't keep") { fixture async throws in
            let large = NewEvent(lane: "f", head: "12345", payload: ByteBuffer(repeating: 1, count: 996))
            let refused = [
                [], [large], Array(repeating: NewEvent(lane: "f", payload: ByteBuffer()), count: 1_001),
                [NewEvent(lane: "f", payload: ByteBuffer(), orderingKey: "")],
                [NewEvent(lane: "f", payload: ByteBuffer(), idempotencyKey: String(repeating: "k", count: 513))],
                [NewEvent(lane: "f", payload: ByteBuffer(), orderingKey: "a\0b")],
                [NewEvent(lane: "f", head: "\0", payload: ByteBuffer())],
            ]
            for events in refused {
                await expect(.eventRefused) { try await fixture.queue.enqueue(events) }
            }
            #expect(try await fixture.queue.status() == [])
            for name in ["", "a b", "ä", String(repeating: "f", count: 201)] {
                #expect(QueueLane(rawValue: name) == nil)
            }
        },
        Check("is full lane by lane, and takes all events of a call or none") { fixture async throws in
            for number in 0..<99 { try await fixture.add("\(number)") }
            let two =
                [NewEvent(lane: "g", payload: ByteBuffer())]
                + Array(repeating: NewEvent(lane: "f", payload: ByteBuffer()), count: 2)
            let error = await #expect(throws: MeridianError.self) { try await fixture.queue.enqueue(two) }
            #expect(error?.code == .queueFull && error?.status == 429)
            #expect(try await fixture.queue.depth(of: "g") == 0)
            #expect(try await fixture.add("last") == EventID(100))
            await expect(.queueFull) { try await fixture.add("more") }
            try await fixture.add("other", to: "g")
            for leased in try await fixture.lease(1) { try await fixture.queue.finish(leased.lease) }
            try await fixture.add("more")
            #expect(try await fixture.queue.depth(of: "f") == 100)
        },
        Check("refuses everything when it is closed") { fixture async throws in
            try await fixture.add("a")
            await fixture.queue.close()
            await expect(.storeClosed) { try await fixture.add("b") }
            await expect(.storeClosed) { _ = try await fixture.lease() }
            await expect(.storeClosed) { _ = try await fixture.queue.status() }
        },
    ]

    private static let leasing = [
        Check("gives an event to one until the lease expires") { fixture async throws in
            for text in ["a", "b", "c"] { try await fixture.add(text) }
            let first = try await fixture.lease(2)
            #expect(first.texts == ["a", "b"])
            #expect(try await fixture.lease().texts == ["c"])
            fixture.clock.advance(29_999)
            #expect(try await fixture.lease().isEmpty)
            fixture.clock.advance(1)
            let second = try await fixture.lease()
            #expect(second.texts == ["a", "b", "c"])
            #expect(second.map(\.event.attempts) == [2, 2, 2])
            await expect(.leaseLost) { try await fixture.queue.finish(first[0].lease) }
            try await fixture.queue.finish(second[0].lease)
            await expect(.leaseLost) { try await fixture.queue.finish(second[0].lease) }
            #expect(try await fixture.queue.fate(of: second[0].event.id) == .gone)
        },
        Check("gives each event to one of many") { fixture async throws in
            for number in 0..<90 { try await fixture.add("\(number)") }
            let texts = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<30 {
                    group.addTask { try await fixture.lease(4).texts }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(texts.count == 90)
            #expect(Set(texts).count == 90)
        },
        Check("lets an expired lease settle what nobody else has") { fixture async throws in
            try await fixture.add("a")
            let lease = try await fixture.lease()[0].lease
            fixture.clock.advance(60_000)
            try await fixture.queue.finish(lease)
            #expect(try await fixture.lease().isEmpty)
        },
        Check("extends a lease, which replaces it") { fixture async throws in
            try await fixture.add("a")
            let lease = try await fixture.lease()[0].lease
            fixture.clock.advance(20_000)
            let longer = try await fixture.queue.extend(lease, for: .seconds(30))
            #expect(longer.expiresAt == fixture.clock.at(30_000))
            fixture.clock.advance(29_999)
            #expect(try await fixture.lease().isEmpty)
            await expect(.leaseLost) { try await fixture.queue.finish(lease) }
            await expect(.leaseLost) { _ = try await fixture.queue.extend(lease, for: .seconds(1)) }
            try await fixture.queue.finish(longer)
        },
        Check("tries again when it was told to, after what was due before") { fixture async throws in
            try await fixture.add("a")
            let lease = try await fixture.lease()[0].lease
            try await fixture.queue.retry(lease, at: fixture.clock.at(5_000))
            await expect(.leaseLost) { try await fixture.queue.finish(lease) }
            fixture.clock.advance(4_999)
            try await fixture.add("b")
            fixture.clock.advance(1)
            try await fixture.add("c")
            let again = try await fixture.lease()
            #expect(again.texts == ["b", "a", "c"])
            #expect(again.map(\.event.attempts) == [1, 2, 1])
        },
        Check("does not count a try that was none") { fixture async throws in
            try await fixture.add("a")
            let first = try await fixture.lease()[0].lease
            let settled = try await fixture.queue.settle([
                EventSettlement(first, .postponed(until: fixture.clock.at(1_000)))
            ])
            #expect(settled == [true])
            await expect(.leaseLost) { try await fixture.queue.finish(first) }
            #expect(try await fixture.lease().isEmpty)
            fixture.clock.advance(1_000)
            let second = try await fixture.lease()
            #expect(second.map(\.lease.attempt) == [1])
            try await fixture.queue.retry(second[0].lease, at: fixture.clock.now)
            #expect(try await fixture.lease().map(\.event.attempts) == [2])
        },
        Check("holds an event back until its time") { fixture async throws in
            try await fixture.add("later", at: fixture.clock.at(1_000))
            try await fixture.add("past", at: fixture.clock.at(-1_000))
            #expect(try await fixture.lease().texts == ["past"])
            fixture.clock.advance(1_000)
            #expect(try await fixture.lease().texts == ["later"])
        },
        Check("settles several together, and tells which were lost") { fixture async throws in
            for text in ["a", "b", "c", "d"] { try await fixture.add(text) }
            let leases = try await fixture.lease(3).map(\.lease)
            var stranger = leases[0]
            stranger.id = EventID(4)
            let settled = try await fixture.queue.settle([
                EventSettlement(leases[0], .finished), EventSettlement(stranger, .finished),
                EventSettlement(leases[1], .dead(reason: "no")),
                EventSettlement(leases[2], .retry(at: fixture.clock.at(0))), EventSettlement(leases[0], .finished),
            ])
            #expect(settled == [true, false, true, true, false])
            #expect(try await fixture.lease().texts == ["c", "d"])
            #expect(try await fixture.queue.fate(of: EventID(2)) == .dead(reason: "no"))
        },
        Check("wakes who waits when an event comes, becomes due or is back") { fixture async throws in
            let coming = Task {
                try await fixture.queue.lease(from: "f", limit: 1, for: .seconds(1), waiting: .seconds(60))
            }
            try await fixture.add("other", to: "g")
            try await fixture.add("a")
            let first = try await coming.value
            #expect(first.texts == ["a"])
            let retried = Task {
                try await fixture.queue.lease(from: "f", limit: 1, for: .seconds(1), waiting: .seconds(60))
            }
            try await fixture.queue.retry(first[0].lease, at: fixture.clock.now)
            #expect(try await retried.value.texts == ["a"])
            let closed = Task {
                try await fixture.queue.lease(from: "g2", limit: 1, for: .seconds(1), waiting: .seconds(60))
            }
            let cancelled = Task {
                try await fixture.queue.lease(from: "f", limit: 1, for: .seconds(1), waiting: .seconds(60))
            }
            cancelled.cancel()
            _ = await cancelled.result
            await fixture.queue.close()
            _ = await closed.result
        },
    ]

    private static let ordering = [
        Check("works on events of a key one after the other, in order") { fixture async throws in
            for text in ["a1", "a2", "a3"] { try await fixture.add(text, key: "a") }
            try await fixture.add("b1", key: "b")
            try await fixture.add("free")
            try await fixture.add("a1 of g", to: "g", key: "a")
            let first = try await fixture.lease()
            #expect(first.texts == ["a1", "b1", "free"])
            #expect(try await fixture.lease(from: "g").texts == ["a1 of g"])
            #expect(try await fixture.queue.depth(of: "f") == 5)
            try await fixture.queue.retry(first[0].lease, at: fixture.clock.at(1_000))
            #expect(try await fixture.lease().isEmpty)
            fixture.clock.advance(1_000)
            let again = try await fixture.lease()
            #expect(again.texts == ["a1"])
            try await fixture.queue.finish(again[0].lease)
            let second = try await fixture.lease()
            #expect(second.texts == ["a2"])
            #expect(second[0].event.attempts == 1)
            try await fixture.add("a4", key: "a")
            try await fixture.queue.bury(second[0].lease, reason: "poison")
            for expected in ["a3", "a4"] {
                let next = try await fixture.lease()
                #expect(next.texts == [expected])
                try await fixture.queue.finish(next[0].lease)
            }
            try await fixture.add("a5", key: "a")
            #expect(try await fixture.lease().texts == ["a5"])
        },
        Check("puts a redriven event of a key before those that wait, not beside the one at work") {
            fixture async throws in
            for text in ["1", "2", "3"] { try await fixture.add(text, key: "k") }
            try await fixture.queue.bury(try await fixture.lease()[0].lease, reason: "poison")
            let second = try await fixture.lease()
            #expect(second.texts == ["2"])
            #expect(try await fixture.queue.redrive("f", nil) == 1)
            #expect(try await fixture.lease().isEmpty)
            try await fixture.queue.finish(second[0].lease)
            for expected in ["1", "3"] {
                let next = try await fixture.lease()
                #expect(next.texts == [expected])
                try await fixture.queue.finish(next[0].lease)
            }
            #expect(try await fixture.queue.depth(of: "f") == 0)
        },
    ]
}
