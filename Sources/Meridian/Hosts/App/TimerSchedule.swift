import Logging
package import MeridianCore
package import NIOCore

/// Fires the timers of a table in this process, on one event loop.
///
/// A run that is not over when the next is due lets that one pass.
package final class TimerSchedule: @unchecked Sendable {
    private struct Timer {
        var function: Int
        var trigger: Int
        var timeout: TimeAmount
        var schedule: Schedule
        var payload: String?
        var isRunning = false
    }

    private enum Schedule {
        case cron(CronExpression)
        case every(milliseconds: Int64)
        case at(Timestamp)

        func next(after now: Timestamp, begun: Timestamp) -> Timestamp? {
            switch self {
            case .cron(let expression):
                var seconds = now.milliseconds / 1_000
                if now.milliseconds < 0 && now.milliseconds % 1_000 != 0 { seconds -= 1 }
                return expression.next(after: seconds).map { Timestamp(milliseconds: $0 * 1_000) }
            case .every(let period):
                let periods = (now.milliseconds - begun.milliseconds) / period + 1
                return Timestamp(milliseconds: begun.milliseconds + periods * period)
            case .at(let moment):
                return moment > now ? moment : nil
            }
        }
    }

    /// The system's clock may be set, and a machine may sleep: never look away from it for longer.
    private static let longestWait: Int64 = 30_000

    private let table: FunctionTable
    private let eventLoop: any EventLoop
    private let now: @Sendable () -> Timestamp
    // What follows belongs to the event loop.
    private var timers: [Timer] = []
    private var begun = Timestamp(milliseconds: 0)
    private var isRunning = false

    /// Makes sure that functions can be called; `nil` when they always can.
    private let prepare: (@Sendable () async throws -> Void)?

    /// - Parameters:
    ///   - now: The clock that schedules are compared with; the table's unless it is given.
    ///   - prepare: Waited for before each run; a run that it throws for is left out.
    package init(
        _ table: FunctionTable, on eventLoop: any EventLoop, now: (@Sendable () -> Timestamp)? = nil,
        prepare: (@Sendable () async throws -> Void)? = nil
    ) {
        self.table = table
        self.prepare = prepare
        self.eventLoop = eventLoop
        self.now = now ?? { [time = table.time] in time?.timestamp ?? .now }
        for (function, declared) in table.manifest.enumerated() {
            for (index, trigger) in declared.triggers.enumerated() {
                guard case .timer(let timer) = trigger, let schedule = Self.schedule(of: timer) else { continue }
                timers.append(
                    Timer(
                        function: function, trigger: index, timeout: declared.timeout, schedule: schedule,
                        payload: timer.payload))
            }
        }
    }

    private static func schedule(of timer: TimerTrigger) -> Schedule? {
        switch timer.schedule {
        // The table has refused schedules that can't be read.
        case .cron(let text): (try? CronExpression(text)).map(Schedule.cron)
        case .every(let seconds): .every(milliseconds: max(1, Int64(seconds * 1_000)))
        case .at(let text): Timestamp(text).map(Schedule.at)
        }
    }

    package func start() {
        eventLoop.execute {
            self.isRunning = true
            self.begun = self.now()
            for index in self.timers.indices { self.plan(index) }
        }
    }

    package func stop() {
        eventLoop.execute { self.isRunning = false }
    }

    private func plan(_ index: Int) {
        let now = now()
        guard let due = timers[index].schedule.next(after: now, begun: begun) else { return }
        wait(index, until: due, from: now)
    }

    private func wait(_ index: Int, until due: Timestamp, from now: Timestamp) {
        let delay = due.milliseconds - now.milliseconds
        if let time = table.time {
            time.schedule(in: .milliseconds(max(1, delay)), isDeadline: false, on: eventLoop) {
                self.wake(index, due: due)
            }
        } else {
            eventLoop.scheduleTask(in: .milliseconds(max(1, min(delay, Self.longestWait)))) {
                self.wake(index, due: due)
            }
        }
    }

    private func wake(_ index: Int, due: Timestamp) {
        guard isRunning else { return }
        let now = now()
        guard now >= due else { return wait(index, until: due, from: now) }
        fire(index, due: due)
        plan(index)
    }

    private func fire(_ index: Int, due: Timestamp) {
        let timer = timers[index]
        guard !timer.isRunning else {
            return Logger(label: "meridian.timers").warning(
                "a timer is due while its last run is not over; this run is left out",
                metadata: ["function": "\(table.manifest[timer.function].name)", "due": "\(due)"])
        }
        timers[index].isRunning = true
        table.time?.runBegan()
        guard let prepare else { return run(index, due) }
        Task {
            do {
                try await prepare()
                eventLoop.execute { self.run(index, due) }
            } catch {
                Logger(label: "meridian.timers").error(
                    "the app can't start for a timer", metadata: ["error": "\(error)"])
                eventLoop.execute { self.runEnded(index) }
            }
        }
    }

    private func run(_ index: Int, _ due: Timestamp) {
        let timer = timers[index]
        let (head, body) = TimerEvent(time: due.description, payload: timer.payload).request()
        table.call(
            function: timer.function, trigger: timer.trigger, request: head, body: body, timeout: timer.timeout,
            on: eventLoop
        ) { _ in self.runEnded(index) }
    }

    private func runEnded(_ index: Int) {
        timers[index].isRunning = false
        table.time?.runEnded()
    }
}
