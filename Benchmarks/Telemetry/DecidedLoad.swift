import Foundation
import MeridianCore
import Synchronization
import Telemetry
import Traces

/// Ordinary requests as one event loop takes them down, a thousand a second in four batches, decided on and written as the
/// platform does it. The clock is played, so that the seconds cost nothing.
enum DecidedLoad {
    private static let perBatch = 250
    private static let batches = 400

    /// Nanoseconds of processor time for each span.
    static func run() throws -> Double {
        let directory = FileManager.default.temporaryDirectory.appending(path: "bench-decide-\(UUID())")
        defer { try? FileManager.default.removeItem(at: directory) }
        let now = Atomic<Int64>(1_000_000_000)
        let keeper = try TraceKeeper(directory: directory.path, settings: TraceSettings()) {
            now.load(ordering: .relaxed)
        }
        let function = FunctionManifest(
            name: FunctionName("hello")!, triggers: [.http(HTTPTrigger(path: "/hello"))])
        let site = SpanSite(function, trigger: 0, service: ServiceName("bench")!, release: 1)
        var ids = RequestIDSource()
        var draw = LoadDraw(seed: 9)
        var spent = Duration.zero
        for _ in 0..<batches {
            let time = now.add(250_000_000, ordering: .relaxed).newValue
            let records = (0..<perBatch).map { _ in
                var record = SpanRecord(
                    .init(traceHigh: ids.spanID(), traceLow: ids.spanID(), span: ids.spanID()), at: site,
                    startedAt: time, duration: draw.duration(milliseconds: 0.3), status: 200, outcome: .ok, method: .get
                )
                (record.requestHigh, record.requestLow) = (record.identity.traceHigh, record.identity.traceLow)
                return record
            }
            let start = processorTime()
            keeper.take(records, dropped: 0)
            spent += processorTime() - start
        }
        let status = keeper.status
        guard status.spans > 0, status.problem == nil, status.dropped == 0 else {
            fatalError("the spans were not kept as they are: \(status)")
        }
        return spent / .nanoseconds(batches * perBatch)
    }

    private static func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
