import Gateway
import MeridianCore
import Persistence
import Synchronization
import Telemetry
import Traces

/// Brings spans and log lines from where they come up to where they are kept, and does the writing.
final class TelemetryRecorder: Sendable {
    /// How often it looks. Event loops have room for what comes meanwhile.
    private static let interval = Duration.milliseconds(250)

    let traces: TraceKeeper
    let logs: LogArchive
    private let gateway: Gateway
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(traces: TraceKeeper, logs: LogArchive, gateway: Gateway) {
        self.traces = traces
        self.logs = logs
        self.gateway = gateway
    }

    func start() {
        task.withLock { task in
            task = Task { [self] in
                while !Task.isCancelled {
                    await collect()
                    try? await Task.sleep(for: Self.interval)
                }
            }
        }
    }

    /// Takes requests down as spans of traces, or does so no more.
    func trace(_ isOn: Bool) async {
        traces.isOn = isOn
        await gateway.takeDownSpans(isOn)
    }

    /// Takes what there is now.
    func collect() async {
        let taken = await gateway.takeSpans()
        let (traces, logs) = (traces, logs)
        _ = try? await Blocking.run {
            traces.take(taken.records, dropped: taken.dropped)
            logs.flush()
        }
    }

    /// Writes the last of it; to be called when nothing is served any more.
    func shutdown() async {
        let running = task.withLock { task in
            defer { task = nil }
            return task
        }
        running?.cancel()
        await running?.value
        await collect()
        let traces = traces
        _ = try? await Blocking.run { traces.finish() }
    }
}
