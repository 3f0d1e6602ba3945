import Engine
import Gateway
import MeridianCore
import Synchronization
import Telemetry

/// What the functions of a platform do, second by second: looks at what gateway and engine have counted once a second,
/// keeps the differences, and stores each minute.
final class PlatformMetrics: Sendable {
    struct State {
        var requests = RequestLedger()
        var usage: UsageLedger
        var series = TimeSeries()
        /// Why the last minute could not be stored; said once.
        var storeProblem: ErrorCode?
    }

    let gateway: Gateway
    private let engine: Engine
    let store: MinuteStore
    let state: Mutex<State>
    /// Takes what is wrong with the store.
    private let report: @Sendable (MeridianError) -> Void
    /// One look at a time, in order.
    private let looks = TurnTaking<Bool>()

    /// - Throws: ``ErrorCode/metricsStoreUnusable``.
    init(
        gateway: Gateway, engine: Engine, directory: String, limits: MinuteStore.Limits,
        report: @escaping @Sendable (MeridianError) -> Void
    ) throws(MeridianError) {
        self.gateway = gateway
        self.engine = engine
        self.report = report
        store = try MinuteStore(directory, limits: limits, report: report)
        state = Mutex(State(usage: UsageLedger(unit: gateway.unit)))
    }

    /// Looks once a second, shortly after it is over, until its task is cancelled.
    func run() async {
        while !Task.isCancelled {
            let now = Timestamp.now.milliseconds
            try? await Task.sleep(for: .milliseconds(1_000 - now % 1_000))
            guard !Task.isCancelled else { return }
            await look(second: Timestamp.now.milliseconds / 1_000 - 1)
        }
    }

    /// Takes what came since the last look as that of a second.
    /// - Parameter second: Since 1970.
    func look(second: Int64) async {
        await looks.withTurn(on: true) {
            let loops = await gateway.countsByLoop()
            let usage = await engine.usage()
            let finished = state.withLock { state in
                state.record(loops, usage, unit: gateway.unit, second: second)
            }
            if let finished { keep(finished) }
        }
    }

    /// Looks for the last time and stores the minute that has begun.
    func finish() async {
        await look(second: Timestamp.now.milliseconds / 1_000)
        if let minute = state.withLock({ $0.series.finish() }) { keep(minute) }
    }

    private func keep(_ minute: TimeSeries.Minute) {
        do throws(MeridianError) {
            try store.append(minute.points, minute: minute.number)
            state.withLock { $0.storeProblem = nil }
        } catch {
            let isNew = state.withLock { state in
                defer { state.storeProblem = error.code }
                return state.storeProblem == nil
            }
            if isNew { report(error) }
        }
    }
}

extension PlatformMetrics.State {
    fileprivate mutating func record(
        _ loops: [GatewayCounts], _ usage: (active: [ReleaseUsage], retired: [ReleaseUsage]), unit: String,
        second: Int64
    ) -> TimeSeries.Minute? {
        var points = self.usage.differences(active: usage.active, retired: usage.retired)
        for (row, point) in requests.differences(loops) {
            let key = SeriesKey(
                service: row.service, function: row.function, group: self.usage.group(of: row), release: row.release,
                unit: unit)
            points[key, default: MetricPoint()].add(point)
        }
        return series.record(points, second: second)
    }
}
