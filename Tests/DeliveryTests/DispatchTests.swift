import MeridianCore
import NIOCore
import Persistence
import Synchronization
import Testing

@testable import Delivery

@Suite("Dispatching", .timeLimit(.minutes(1)))
struct DispatchTests {
    private static let service = ServiceName("shop")!

    /// A dispatch over queues in memory, by a clock of its own.
    private struct Fixture {
        let clock = TestClock()
        let target: ScriptedTarget
        let queues: MemoryEventQueues
        let dispatch: EventDispatch
        let queue: any EventQueue

        /// - Parameter leaseTime: Time goes on by itself here, so that a short one would pass while a call is under way.
        init(_ target: ScriptedTarget, leaseTime: Duration = .seconds(86_400)) async throws {
            self.target = target
            let clock = clock
            queues = MemoryEventQueues(clock: { clock.now })
            dispatch = EventDispatch(
                queues: queues, clock: clock.deliveryClock, leaseTime: leaseTime, report: { _, _ in })
            queue = try await queues.queue(of: DispatchTests.service)
            try await dispatch.start { _, _ in target }
        }

        @discardableResult
        func accept(_ events: NewEvent...) async throws -> [EventReceipt] {
            try await dispatch.accept(events, for: DispatchTests.service)
        }

        /// - Parameter sleepers: One is who renews leases.
        func runs(sleepers: Int = 0, until condition: () async throws -> Bool) async throws -> Bool {
            try await clock.advance(waking: queue, sleepers: sleepers, until: condition)
        }

        func isEmpty() async throws -> Bool { try await queue.depth(of: "f") == 0 }
    }

    @Test("delivers what was accepted, once when nothing fails")
    func delivers() async throws {
        let fixture = try await Fixture(ScriptedTarget())
        let texts = (0..<500).map { "event \($0)" }
        let receipts = try await fixture.dispatch.accept(texts.map { .event($0) }, for: Self.service)
        #expect(try await fixture.runs { try await fixture.isEmpty() })
        await fixture.dispatch.shutdown()
        #expect(fixture.target.texts.sorted() == texts.sorted())
        #expect(Set(fixture.target.succeeded) == Set(receipts.map(\.id)))
        #expect(fixture.target.mostRunning <= 50)
    }

    @Test("tries again what fails, and puts aside what goes on failing, without holding up others")
    func poison() async throws {
        let target = ScriptedTarget(LanePolicy(maximumAttempts: 3, concurrency: 2)) { calls in
            calls[0].text == "poison" ? .failed(reason: "MER-6453: it answered 500") : .taken(ByteBuffer())
        }
        let fixture = try await Fixture(target)
        let poison = try await fixture.accept(.event("poison"), .event("poison"), .event("poison"))
        try await fixture.accept(.event("good"))
        #expect(try await fixture.runs { target.texts.contains("good") })
        #expect(try await fixture.runs { try await fixture.isEmpty() })
        await fixture.dispatch.shutdown()
        let dead = try await fixture.queue.deadEvents(of: "f", after: nil, limit: 10)
        #expect(dead.map(\.event.id) == poison.map(\.id))
        #expect(dead.allSatisfy { $0.reason == "MER-6450: tried 3 times; the last time MER-6453: it answered 500" })
        #expect(target.died.keys.sorted() == poison.map(\.id))
        #expect(target.calls.count { $0.texts == ["poison"] } == 9)
    }

    @Test("does not count what a function could not take, and gives it less at a time")
    func unavailable() async throws {
        let refusals = Mutex(0)
        let target = ScriptedTarget(LanePolicy(maximumAttempts: 1, concurrency: 8)) { _ in
            refusals.withLock { count in
                count += 1
                return count <= 40 ? .unavailable(reason: "429", retryAfter: nil) : .taken(ByteBuffer())
            }
        }
        let fixture = try await Fixture(target)
        for index in 0..<20 { try await fixture.accept(.event("\(index)")) }
        #expect(try await fixture.runs { try await fixture.isEmpty() })
        await fixture.dispatch.shutdown()
        #expect(target.died.isEmpty)
        #expect(target.succeeded.count == 20)
        #expect(target.calls.count == 60)
        #expect(target.calls.allSatisfy { $0.attempts == [1] })
    }

    @Test("gives back what it has leased ahead when the function takes no more")
    func leasedAhead() async throws {
        let calls = Mutex(0)
        let target = ScriptedTarget(LanePolicy(maximumAttempts: 1, concurrency: 2)) { _ in
            let number = calls.withLock { calls in
                calls += 1
                return calls
            }
            return (101...110).contains(number) ? .unavailable(reason: "503", retryAfter: nil) : .taken(ByteBuffer())
        }
        let fixture = try await Fixture(target)
        _ = try await fixture.dispatch.accept((0..<300).map { .event("\($0)") }, for: Self.service)
        #expect(try await fixture.runs { try await fixture.isEmpty() })
        await fixture.dispatch.shutdown()
        #expect(target.died.isEmpty)
        // Nothing was called while it was left alone, but for those who were refused.
        #expect(target.calls.count == 310)
        #expect(target.calls.allSatisfy { $0.attempts == [1] })
        #expect(Set(target.texts).count == 300)
    }

    @Test("keeps the order of a key, and the order only")
    func ordering() async throws {
        let target = ScriptedTarget(LanePolicy(maximumAttempts: 100)) { calls in
            Bool.random() ? .failed(reason: "chance") : .taken(ByteBuffer())
        }
        let fixture = try await Fixture(target)
        for index in 0..<20 {
            for key in ["a", "b"] { try await fixture.accept(.event("\(key)\(index)", key: key)) }
        }
        #expect(try await fixture.runs { try await fixture.isEmpty() })
        await fixture.dispatch.shutdown()
        for key in ["a", "b"] {
            var first: [String] = []
            for text in target.texts where text.hasPrefix(key) && !first.contains(text) { first.append(text) }
            #expect(first == (0..<20).map { "\(key)\($0)" })
        }
    }

    @Test("hands messages of a queue over in batches, and tries again only those that failed")
    func batches() async throws {
        let target = ScriptedTarget(LanePolicy(concurrency: 1, batchSizes: ["/f": 10])) { calls in
            let failed = calls.filter { $0.text == "bad" && $0.event.attempts < 3 }.map(\.event.id)
            return failed.isEmpty ? .taken(ByteBuffer()) : .partly(failed: Set(failed), reason: "bad")
        }
        let fixture = try await Fixture(target)
        var messages = (0..<25).map { NewEvent.event("\($0)", kind: .queue) }
        messages[7] = .event("bad", kind: .queue)
        _ = try await fixture.dispatch.accept(messages, for: Self.service)
        #expect(try await fixture.runs { try await fixture.isEmpty() })
        await fixture.dispatch.shutdown()
        // By chance a message that failed comes soon enough to be in a batch with others.
        #expect(target.calls.prefix(2).map(\.texts.count) == [10, 10])
        #expect(target.calls.allSatisfy { $0.texts.count <= 10 })
        let tries = target.calls.flatMap { zip($0.texts, $0.attempts) }
        #expect(tries.filter { $0.0 == "bad" }.map(\.1) == [1, 2, 3])
        let others = (0..<25).filter { $0 != 7 }.map { "\($0)" }
        #expect(tries.filter { $0.0 != "bad" }.map(\.0).sorted() == others.sorted())
    }

    @Test("waits for a batch to fill, for as long as the window is")
    func window() async throws {
        let target = ScriptedTarget(
            LanePolicy(concurrency: 1, batchSizes: ["/f": 10], batchWindow: .seconds(5)))
        let fixture = try await Fixture(target)
        try await fixture.accept(.event("a", kind: .queue))
        let begin = fixture.clock.now
        #expect(try await fixture.runs { fixture.clock.now >= begin.advanced(by: .seconds(2)) })
        try await fixture.accept(.event("b", kind: .queue))
        #expect(try await fixture.runs { try await fixture.isEmpty() })
        await fixture.dispatch.shutdown()
        #expect(target.calls.map(\.texts) == [["a", "b"]])
    }

    @Test("holds on to an event for as long as the function works on it")
    func renewal() async throws {
        let release = AsyncStream<Void>.makeStream()
        let gate = Mutex(0)
        let target = ScriptedTarget { _ in
            gate.withLock { $0 += 1 }
            for await _ in release.stream { break }
            return .taken(ByteBuffer())
        }
        let fixture = try await Fixture(target, leaseTime: .seconds(3))
        try await fixture.accept(.event("slow"))
        let begin = fixture.clock.now
        while gate.withLock({ $0 }) == 0 { await Task.yield() }
        #expect(try await fixture.runs(sleepers: 1) { fixture.clock.now >= begin.advanced(by: .seconds(60)) })
        release.continuation.finish()
        #expect(try await fixture.runs { try await fixture.isEmpty() })
        await fixture.dispatch.shutdown()
        #expect(target.calls.count == 1)
    }

    @Test("gives an event to another when the one who had it is gone")
    func lostLease() async throws {
        let target = ScriptedTarget()
        let fixture = try await Fixture(target)
        _ = try await fixture.queue.enqueue(.event("left behind"))
        let taken = try await fixture.queue.lease(from: "f", limit: 1, for: .seconds(30))
        #expect(taken.count == 1)
        try await fixture.dispatch.wake("f", of: Self.service)
        #expect(try await fixture.runs { try await fixture.isEmpty() })
        await fixture.dispatch.shutdown()
        #expect(target.calls == [.init(texts: ["left behind"], attempts: [2])])
    }

    @Test("puts aside at once what nobody can deliver")
    func undeliverable() async throws {
        let target = ScriptedTarget { _ in .undeliverable(reason: "MER-6452: no trigger") }
        let fixture = try await Fixture(target)
        try await fixture.accept(.event("none"), NewEvent(lane: "f", head: "garbage", payload: ByteBuffer()))
        #expect(try await fixture.runs { try await fixture.isEmpty() })
        await fixture.dispatch.shutdown()
        let dead = try await fixture.queue.deadEvents(of: "f", after: nil, limit: 10)
        #expect(dead.map(\.reason) == ["MER-6452: no trigger", "MER-6452: what is queued can't be read"])
        #expect(target.calls.count == 1)
    }

    @Test("begins with what is left from before, and ends with everything settled that it began")
    func restart() async throws {
        let clock = TestClock()
        let queues = MemoryEventQueues(clock: { clock.now })
        let queue = try await queues.queue(of: Self.service)
        try await queue.enqueue((0..<300).map { .event("\($0)") })
        let first = ScriptedTarget(LanePolicy(concurrency: 5))
        let before = EventDispatch(
            queues: queues, clock: clock.deliveryClock, leaseTime: .seconds(86_400), report: { _, _ in })
        try await before.start { _, _ in first }
        #expect(try await clock.advance(waking: queue) { first.calls.count > 20 })
        await before.shutdown()
        #expect(first.succeeded.count + (try await queue.depth(of: "f")) == 300)
        let second = ScriptedTarget()
        let after = EventDispatch(
            queues: queues, clock: clock.deliveryClock, leaseTime: .seconds(86_400), report: { _, _ in })
        try await after.start { _, _ in second }
        #expect(try await clock.advance(waking: queue) { try await queue.depth(of: "f") == 0 })
        await after.shutdown()
        #expect((first.texts + second.texts).sorted() == (0..<300).map(String.init).sorted())
        #expect(second.calls.allSatisfy { $0.attempts == [1] })
    }
}
