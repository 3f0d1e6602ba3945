import Admission
import Gateway
import MeridianCore
import Synchronization
import Telemetry

/// Remembers how much was called in each second of the last quarter of an hour, for ``RuleSimulation``.
final class RateRecorder: Sendable {
    /// Seconds that are remembered.
    static let kept = 900

    private struct State {
        var samples: [[RecordedRates.Sample]] = []
        var last: [FunctionKey: FunctionMetrics.Totals] = [:]
    }

    private let state = Mutex(State())

    /// Looks at the counters once a second, until its task is cancelled.
    func run(_ gateway: Gateway) async {
        while !Task.isCancelled {
            note(await gateway.totals(), second: Timestamp.now.milliseconds / 1_000)
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// - Parameter totals: What was counted so far.
    func note(_ totals: [FunctionKey: FunctionMetrics.Totals], second: Int64) {
        state.withLock { state in
            var samples: [RecordedRates.Sample] = []
            for (function, total) in totals {
                let since = total.since(state.last[function] ?? FunctionMetrics.Totals())
                guard since.requests > 0 else { continue }
                samples.append(
                    RecordedRates.Sample(
                        second: second, service: function.service, function: function.function,
                        requests: min(since.requests, RecordedRates.mostRequests), milliseconds: since.milliseconds,
                        failures: min(since.failures, since.requests)))
            }
            // What was called before the platform was looked at first is of no known second.
            let isFirst = state.last.isEmpty && state.samples.isEmpty
            state.last = totals
            state.samples.append(isFirst ? [] : samples)
            if state.samples.count > Self.kept { state.samples.removeFirst(state.samples.count - Self.kept) }
        }
    }

    /// The newest seconds, as many as have no more requests than may be replayed.
    func rates(seconds: Int, mostRequests: Int) -> RecordedRates {
        state.withLock { state in
            var chosen: [[RecordedRates.Sample]] = []
            var requests = 0
            for samples in state.samples.suffix(seconds).reversed() {
                requests += samples.reduce(0) { $0 + $1.requests }
                guard requests <= mostRequests else { break }
                chosen.append(samples)
            }
            return RecordedRates(chosen.reversed().flatMap(\.self))
        }
    }
}
