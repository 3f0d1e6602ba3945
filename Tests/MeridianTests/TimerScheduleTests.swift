import MeridianCore
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import Meridian

@Suite(.timeLimit(.minutes(1)))
struct TimerScheduleTests {
    /// An event loop and a wall clock that go forward together, by hand.
    private final class Clock: Sendable {
        let eventLoop = NIOAsyncTestingEventLoop()
        private let milliseconds: Mutex<Int64>

        init(_ start: String) {
            milliseconds = Mutex(Timestamp(start)!.milliseconds)
        }

        var now: Timestamp { milliseconds.withLock { Timestamp(milliseconds: $0) } }

        func advance(seconds: Int64, by step: Int64 = 1) async {
            for _ in 0..<seconds / step {
                milliseconds.withLock { $0 += step * 1_000 }
                await eventLoop.advanceTime(by: .seconds(step))
            }
        }
    }

    private final class Runs: Sendable {
        private let times = Mutex<[String]>([])

        var all: [String] { times.withLock { $0 } }

        func note(_ time: String) { times.withLock { $0.append(time) } }
    }

    private func start(_ clock: Clock, _ functions: Function...) async throws -> TimerSchedule {
        let table = try FunctionTable(functions: functions, environment: Environment([:]))
        let schedule = TimerSchedule(table, on: clock.eventLoop) { clock.now }
        schedule.start()
        await clock.eventLoop.run()
        return schedule
    }

    @Test func cronTimersRunAtTheirMinutes() async throws {
        let clock = Clock("2026-03-01T09:58:30Z")
        let runs = Runs()
        _ = try await start(clock, Function("hourly", .timer(cron: "0 * * * *")) { _ in runs.note("\(clock.now)") })
        await clock.advance(seconds: 89)
        #expect(runs.all.isEmpty)
        await clock.advance(seconds: 3_700)
        #expect(runs.all == ["2026-03-01T10:00:00.000Z", "2026-03-01T11:00:00.000Z"])
    }

    @Test func periodsAreCountedFromTheStart() async throws {
        let clock = Clock("2026-03-01T00:00:05Z")
        let runs = Runs()
        let schedule = try await start(
            clock, Function("poll", .timer(every: .seconds(20))) { _ in runs.note("\(clock.now)") })
        await clock.advance(seconds: 45)
        #expect(runs.all == ["2026-03-01T00:00:25.000Z", "2026-03-01T00:00:45.000Z"])
        schedule.stop()
        await clock.advance(seconds: 60)
        #expect(runs.all.count == 2)
    }

    @Test func aSingleMomentIsFiredOnce() async throws {
        let clock = Clock("2026-03-01T00:00:05Z")
        let runs = Runs()
        _ = try await start(
            clock,
            Function("open", .timer(at: "2026-03-01T01:01:00+01:00")) { _ in runs.note("\(clock.now)") },
            Function("past", .timer(at: "2026-02-28T00:00:00Z")) { _ in runs.note("past") })
        await clock.advance(seconds: 200)
        #expect(runs.all == ["2026-03-01T00:01:00.000Z"])
    }

    @Test func aClockThatJumpsFiresOnceAndGoesOn() async throws {
        let clock = Clock("2026-03-01T00:00:00Z")
        let runs = Runs()
        _ = try await start(clock, Function("hourly", .timer(cron: "0 * * * *")) { _ in runs.note("\(clock.now)") })
        await clock.advance(seconds: 5 * 3_600 + 60, by: 5 * 3_600 + 60)
        #expect(runs.all == ["2026-03-01T05:01:00.000Z"])
        await clock.advance(seconds: 3_600)
        #expect(runs.all == ["2026-03-01T05:01:00.000Z", "2026-03-01T06:00:00.000Z"])
    }

    @Test func aRunThatIsNotOverLetsTheNextPass() async throws {
        let clock = Clock("2026-03-01T00:00:00Z")
        let (starts, started) = AsyncStream<TimerEvent>.makeStream()
        let (permissions, permit) = AsyncStream<Void>.makeStream()
        let ends = Runs()
        _ = try await start(
            clock,
            Function("slow", .timer(every: .seconds(10), payload: "p"), options: FunctionOptions(timeout: 1_000)) {
                (timer: TimerEvent, _) in
                started.yield(timer)
                var iterator = permissions.makeAsyncIterator()
                await iterator.next()
                ends.note("end")
            })
        await clock.advance(seconds: 10)
        var iterator = starts.makeAsyncIterator()
        #expect(await iterator.next() == TimerEvent(time: "2026-03-01T00:00:10.000Z", payload: "p"))
        await clock.advance(seconds: 25)
        permit.yield()
        // The task hops back to the loop when it is done; the loop is turned by hand until the next run begins.
        var next: TimerEvent?
        while next == nil {
            await clock.advance(seconds: 10)
            if ends.all.count == 1 {
                await clock.advance(seconds: 10)
                next = await iterator.next()
            }
            await Task.yield()
        }
        #expect(next?.time?.hasSuffix("0.000Z") == true)
        #expect(next != TimerEvent(time: "2026-03-01T00:00:20.000Z", payload: "p"))
        permit.finish()
    }
}
