import AsyncHTTPClient
import Foundation
import Gateway
import JSONCodec
import MeridianCore
import NIOCore
import NIOHTTP1
import Synchronization
import Telemetry
import Traces

/// Sends traces, logs and metrics to an OpenTelemetry collector by OTLP over HTTP in JSON, in batches.
final class TelemetryExporter: Sendable {
    private struct Waiting: Sendable {
        var spans = ExportQueue<Span>(capacity: 4_096)
        var entries = ExportQueue<LogEntry>(capacity: 16_384)
        var problem: String?
    }

    private static let batch = 512
    /// How often metrics are sent, in turns of ``interval``.
    private static let turnsOfMetrics = 15
    private static let attempts = 4
    private static let timeout = TimeAmount.seconds(10)
    /// Bytes of an answer that nobody reads.
    private static let answerLimit = 1 << 20
    private static let retryable: Set<Int> = [429, 502, 503, 504]

    private let address: URL
    private let metrics: PlatformMetrics
    private let origin: OTLP.Origin
    private let interval: Duration
    private let startedAt = Timestamp.now
    private let waiting = Mutex(Waiting())
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// - Parameter address: Below it are `/v1/traces`, `/v1/logs` and `/v1/metrics`.
    /// - Throws: ``ErrorCode/badExportAddress``.
    init(address text: String, metrics: PlatformMetrics, interval: Duration = .seconds(1)) throws(MeridianError) {
        guard let address = URL(string: text), ["http", "https"].contains(address.scheme ?? ""),
            address.host?.isEmpty == false
        else {
            throw MeridianError(
                .badExportAddress, "'\(text)' is no address of a collector; write for example http://127.0.0.1:4318")
        }
        self.address = address
        self.metrics = metrics
        origin = OTLP.Origin(unit: metrics.gateway.unit, host: Machine.hostName)
        self.interval = interval
    }

    /// What was dropped, and why the last attempt failed.
    var losses: (dropped: Int, problem: String?) {
        waiting.withLock { ($0.spans.dropped + $0.entries.dropped, $0.problem) }
    }

    func add(_ spans: [Span]) {
        waiting.withLock { $0.spans.append(contentsOf: spans) }
    }

    func add(_ entry: LogEntry) {
        waiting.withLock { $0.entries.append(contentsOf: [entry]) }
    }

    func start() {
        task.withLock { task in
            task = Task { [self] in
                var turn = 0
                while !Task.isCancelled {
                    try? await Task.sleep(for: interval)
                    await send(withMetrics: turn % Self.turnsOfMetrics == 0)
                    turn += 1
                }
            }
        }
    }

    func shutdown() async {
        let running = task.withLock { $0 }
        running?.cancel()
        await running?.value
        await send(withMetrics: true)
    }

    /// Sends what waits.
    func send(withMetrics: Bool) async {
        while true {
            let spans = waiting.withLock { $0.spans.take(Self.batch) }
            guard !spans.isEmpty else { break }
            if !(await post(OTLPTraces(spans, from: origin), to: "v1/traces")) {
                waiting.withLock { $0.spans.gaveUp(spans.count) }
            }
        }
        while true {
            let entries = waiting.withLock { $0.entries.take(Self.batch) }
            guard !entries.isEmpty else { break }
            if !(await post(OTLPLogs(entries, from: origin), to: "v1/logs")) {
                waiting.withLock { $0.entries.gaveUp(entries.count) }
            }
        }
        guard withMetrics else { return }
        let document = OTLPMetrics(await metrics.figures(), from: origin, started: startedAt, now: .now)
        if !document.resourceMetrics.isEmpty { _ = await post(document, to: "v1/metrics") }
    }

    /// - Returns: Whether it was taken. What may pass is tried again, each time after twice the pause.
    private func post(_ document: some Encodable & Sendable, to path: String) async -> Bool {
        guard let body = try? JSON.encode(document) else { return false }
        var request = HTTPClientRequest(url: address.appendingPathComponent(path).absoluteString)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(body)
        for attempt in 0..<Self.attempts {
            if attempt > 0 { try? await Task.sleep(for: .milliseconds(100 << attempt)) }
            do {
                let response = try await HTTPClient.outgoing.execute(request, timeout: Self.timeout)
                _ = try await response.body.collect(upTo: Self.answerLimit)
                let status = Int(response.status.code)
                if (200..<300).contains(status) {
                    note(nil)
                    return true
                }
                note("\(address.absoluteString)/\(path) answered \(status)")
                guard Self.retryable.contains(status) else { return false }
            } catch {
                note("\(address.absoluteString)/\(path): \(error)")
            }
        }
        return false
    }

    private func note(_ problem: String?) {
        waiting.withLock { $0.problem = problem.map { MeridianError(.exportFailed, $0).description } }
    }
}
