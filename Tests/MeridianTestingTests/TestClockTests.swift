import Meridian
import MeridianTesting
import Synchronization
import Testing

private final class Journal: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func note(_ line: String) { lines.withLock { $0.append(line) } }
}

@Suite(.timeLimit(.minutes(1)))
struct TestClockTests {
    @Test func timersFireAtTheirMoments() async throws {
        let journal = Journal()
        let clock = TestClock(at: "2026-03-01T02:58:30Z")
        let app = try TestApp(clock: clock) {
            Function("nightly", .timer(cron: "0 3 * * *")) { (event: TimerEvent, _) in
                journal.note("nightly \(event.time ?? "") \(clock.timestamp)")
            }
            Function("poll", .timer(every: .seconds(60))) { (_: TimerEvent, _) async in
                await Task.yield()
                journal.note("poll \(clock.timestamp)")
            }
        }
        await clock.advance(by: .seconds(59))
        #expect(journal.all.isEmpty)
        await clock.advance(to: "2026-03-01T03:00:30Z")
        #expect(
            journal.all == [
                "poll 2026-03-01T02:59:30.000Z",
                "nightly 2026-03-01T03:00:00.000Z 2026-03-01T03:00:00.000Z", "poll 2026-03-01T03:00:30.000Z",
            ])
        await clock.advance(by: .seconds(24 * 3_600))
        #expect(journal.all.filter { $0.hasPrefix("nightly") }.count == 2)
        #expect(journal.all.filter { $0.hasPrefix("poll") }.count == 2 + 24 * 60)
        #expect(app.clock === clock)
    }

    @Test func aRunThatSleepsGoesOnAsTimeDoes() async throws {
        let journal = Journal()
        let clock = TestClock()
        let app = try TestApp(clock: clock) {
            Function("slow", .timer(every: .seconds(10)), options: FunctionOptions(timeout: 100)) {
                (_: TimerEvent, _) in
                journal.note("begin")
                try await clock.sleep(for: .seconds(4))
                journal.note("end \(clock.timestamp)")
            }
        }
        await clock.advance(by: .seconds(13))
        #expect(journal.all == ["begin"])
        await clock.advance(by: .seconds(1))
        #expect(journal.all == ["begin", "end 2026-03-01T00:00:14.000Z"])
        _ = app
    }

    @Test func deadlinesPassByTheClock() async throws {
        let clock = TestClock()
        let app = try TestApp(clock: clock) {
            Function("slow", .get("/"), options: FunctionOptions(timeout: 5)) { _, context -> String in
                #expect(context.remaining == .seconds(5))
                try await clock.sleep(for: .seconds(60))
                return "late"
            }
        }
        async let answer = app.request(.get, "/")
        await clock.waitForDeadlines()
        await clock.waitForSleepers()
        await clock.advance(by: .milliseconds(4_999))
        await clock.advance(by: .milliseconds(1))
        try await answer.expectProblem(status: 504, code: "MER-1203")
    }

    @Test func whatAnswersInTimeKeepsNoDeadline() async throws {
        let clock = TestClock()
        let app = try TestApp(clock: clock) {
            Function("quick", .get("/")) { _, _ in
                try await clock.sleep(for: .seconds(1))
                return "in time"
            }
        }
        async let answer = app.request(.get, "/")
        await clock.waitForSleepers()
        await clock.advance(by: .seconds(1))
        #expect(try await answer.text == "in time")
        await clock.advance(by: .seconds(60))
    }

    @Test func sleepersWakeInOrderAndCanBeCancelled() async throws {
        let clock = TestClock()
        let first = Task { try await clock.sleep(for: .seconds(2)) }
        let second = Task { try await clock.sleep(for: .seconds(1)) }
        await clock.waitForSleepers(2)
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        await clock.advance(by: .seconds(1))
        try await second.value
        let begun = clock.now
        try await clock.sleep(until: begun, tolerance: nil)
        #expect(clock.now == begun)
    }

    @Test func aRunThatWaitsForTheTestNeedNotBeWaitedFor() async throws {
        let (permissions, permit) = AsyncStream<Void>.makeStream()
        let (ends, end) = AsyncStream<Void>.makeStream()
        let clock = TestClock()
        let app = try TestApp(clock: clock) {
            Function("held", .timer(every: .seconds(1)), options: FunctionOptions(timeout: 1_000)) {
                (_: TimerEvent, _) async in
                for await _ in permissions { break }
                end.yield()
            }
        }
        await clock.advance(by: .seconds(3), waitsForRuns: false)
        permit.yield()
        for await _ in ends { break }
        permit.finish()
        _ = app
    }
}
