import MeridianCore
import NIOCore
import Persistence
import Synchronization
import Testing

@testable import Delivery

@Suite("Timers", .timeLimit(.minutes(1)))
struct PersistentTimerTests {
    /// A queue that runs are accepted into, and how it fails.
    private final class Runs: PersistentTimer.Sink {
        struct Failure: Error {}

        private struct State {
            var events: [String: Int64] = [:]
            var times: [String] = []
            var pending: Set<Int64> = []
            var failures = 0
            var staysPending = false
        }

        private let state = Mutex(State())

        /// The moments for which an event was accepted, without those whose key was known.
        var times: [String] { state.withLock { $0.times } }

        func fail(_ count: Int) { state.withLock { $0.failures = count } }
        func stayPending(_ stays: Bool) {
            state.withLock { state in
                state.staysPending = stays
                state.pending = []
            }
        }

        func accept(_ timer: TimerID, due: Timestamp, key: String) async throws -> EventID {
            try state.withLock { state in
                if state.failures > 0 {
                    state.failures -= 1
                    throw Failure()
                }
                if let known = state.events[key] { return EventID(known) }
                let id = Int64(state.events.count + 1)
                state.events[key] = id
                state.times.append(String(due.description.dropFirst(11).prefix(8)))
                if state.staysPending { state.pending.insert(id) }
                return EventID(id)
            }
        }

        func isPending(_ event: EventID, of timer: TimerID) async throws -> Bool {
            state.withLock { $0.pending.contains(event.rawValue) }
        }
    }

    private static let id = TimerID(service: ServiceName("shop")!, function: FunctionName("refresh")!, trigger: 1)

    private struct Fixture {
        let clock = TestClock("2026-03-01T09:30:30Z")
        let documents: MemoryDocumentStore = MemoryDocumentStore()
        let runs = Runs()

        func timer(
            _ schedule: TimerTrigger.Schedule = .cron("* * * * *"), _ catchUp: PersistentTimer.CatchUp? = nil
        ) -> PersistentTimer {
            PersistentTimer(
                PersistentTimerTests.id, TimerTrigger(schedule), catchUp: catchUp, ledger: TimerLedger(documents),
                clock: clock.deliveryClock, sink: runs, report: { _ in })
        }

        /// Runs timers, as in platforms beside each other, until the clock has gone so far.
        func run(_ timers: PersistentTimer..., for time: Duration) async throws {
            let end = clock.now.advanced(by: time)
            let tasks = timers.map { timer in Task { await timer.run() } }
            #expect(try await clock.advance(by: .milliseconds(250), sleepers: timers.count) { clock.now >= end })
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
        }
    }

    @Test("fire at the moments of their schedule")
    func fires() async throws {
        let fixture = Fixture()
        try await fixture.run(fixture.timer(), for: .seconds(180))
        #expect(fixture.runs.times == ["09:31:00", "09:32:00", "09:33:00"])
        let record = try await TimerLedger(fixture.documents).record(of: Self.id)
        #expect(record?.fired == Timestamp("2026-03-01T09:33:00Z"))
        #expect(record?.event == 3)
    }

    @Test("fire once for each moment across restarts and beside others")
    func once() async throws {
        let fixture = Fixture()
        for seconds in [40, 10, 25, 95, 7, 60, 60, 1, 90, 30] {
            try await fixture.run(fixture.timer(), fixture.timer(), for: .seconds(Int64(seconds)))
        }
        #expect(fixture.runs.times == Set(fixture.runs.times).sorted())
        #expect(
            fixture.runs.times == ["09:31:00", "09:32:00", "09:33:00", "09:34:00", "09:35:00", "09:36:00", "09:37:00"])
    }

    @Test("pass over what they missed, unless they are to catch up once")
    func catchUp() async throws {
        let fixture = Fixture()
        try await fixture.run(fixture.timer(), for: .seconds(40))
        fixture.clock.advance(by: .seconds(600))
        try await fixture.run(fixture.timer(), for: .seconds(60))
        #expect(fixture.runs.times == ["09:31:00", "09:42:00"])
        fixture.clock.advance(by: .seconds(600))
        try await fixture.run(fixture.timer(.cron("* * * * *"), .once), for: .seconds(60))
        #expect(fixture.runs.times == ["09:31:00", "09:42:00", "09:43:00", "09:53:00"])
    }

    @Test("count a period from when they were first seen, also after a restart")
    func period() async throws {
        let fixture = Fixture()
        try await fixture.run(fixture.timer(.every(seconds: 50)), for: .seconds(70))
        try await fixture.run(fixture.timer(.every(seconds: 50)), for: .seconds(70))
        #expect(fixture.runs.times == ["09:31:20", "09:32:10"])
        try await fixture.run(fixture.timer(.every(seconds: 20)), for: .seconds(30))
        #expect(fixture.runs.times.count == 3)
    }

    @Test("wait for the end of a run before the next")
    func overlap() async throws {
        let fixture = Fixture()
        fixture.runs.stayPending(true)
        try await fixture.run(fixture.timer(), for: .seconds(180))
        #expect(fixture.runs.times == ["09:31:00"])
        fixture.runs.stayPending(false)
        try await fixture.run(fixture.timer(), for: .seconds(60))
        #expect(fixture.runs.times == ["09:31:00", "09:34:00"])
    }

    @Test("do not lose a moment at which the run could not be accepted")
    func failure() async throws {
        let fixture = Fixture()
        fixture.runs.fail(70)
        try await fixture.run(fixture.timer(), for: .seconds(160))
        #expect(fixture.runs.times == ["09:31:00", "09:33:00"])
    }

    @Test("do not fire a moment again when the clock is set back")
    func clockSetBack() async throws {
        let fixture = Fixture()
        try await fixture.run(fixture.timer(), for: .seconds(100))
        fixture.clock.advance(by: .seconds(-90))
        try await fixture.run(fixture.timer(), for: .seconds(100))
        #expect(fixture.runs.times == ["09:31:00", "09:32:00"])
    }

    /// A minute and a half after the clock begins.
    private static let moment = TimerTrigger.Schedule.at("2026-03-01T10:32:00+01:00")

    @Test("fire a single moment once, across ten restarts and beside others")
    func moment() async throws {
        let fixture = Fixture()
        for _ in 0..<10 {
            let end = fixture.clock.now.advanced(by: .seconds(15))
            let tasks = [fixture.timer(Self.moment), fixture.timer(Self.moment)].map { timer in
                Task { await timer.run() }
            }
            #expect(try await fixture.clock.advance(by: .milliseconds(250)) { fixture.clock.now >= end })
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
        }
        // The moment is past, so a timer ends by itself.
        await fixture.timer(Self.moment).run()
        #expect(fixture.runs.times == ["09:32:00"])
        #expect(
            try await TimerLedger(fixture.documents).record(of: Self.id)?.fired == Timestamp("2026-03-01T09:32:00Z"))
    }

    @Test(
        "catch up with a single moment that passed while nobody could fire, unless they are to skip it",
        arguments: [(nil, ["09:32:00"]), (.once, ["09:32:00"]), (.skip, [])] as [(PersistentTimer.CatchUp?, [String])])
    func missedMoment(catchUp: PersistentTimer.CatchUp?, fired: [String]) async throws {
        let fixture = Fixture()
        let timer = fixture.timer(Self.moment, catchUp)
        let before = Task { await timer.run() }
        #expect(try await fixture.clock.advance(by: .milliseconds(1), sleepers: 1) { true })
        before.cancel()
        await before.value
        fixture.clock.advance(by: .seconds(600))
        await timer.run()
        await timer.run()
        #expect(fixture.runs.times == fired)
    }

    @Test("do not fire a single moment that was past when they were first seen")
    func pastMoment() async throws {
        let fixture = Fixture()
        await fixture.timer(.at("2026-03-01T09:30:00Z")).run()
        #expect(fixture.runs.times == [])
    }

    @Test("forget a service")
    func removal() async throws {
        let fixture = Fixture()
        let ledger = TimerLedger(fixture.documents)
        try await fixture.run(fixture.timer(), for: .seconds(40))
        #expect(try await ledger.record(of: Self.id) != nil)
        try await ledger.remove(Self.id.service)
        #expect(try await ledger.record(of: Self.id) == nil)
    }
}
