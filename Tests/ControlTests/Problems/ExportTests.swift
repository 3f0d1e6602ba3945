import Foundation
import HTTPTransport
import MeridianCore
import NIOCore
import NIOPosix
import Synchronization
import Telemetry
import Testing
import Traces

@testable import Control

/// What a collector was sent, by path.
private final class Collector: ExchangeHandler, Sendable {
    struct State: Sendable {
        var bodies: [(path: String, body: String)] = []
        /// How many requests are refused first, and how.
        var refusals = 0
        var status = 503
    }

    let state: Mutex<State>

    init(refusals: Int = 0, status: Int = 503) {
        state = Mutex(State(refusals: refusals, status: status))
    }

    func bodies(_ path: String) -> [String] {
        state.withLock { state in state.bodies.filter { $0.path == path }.map(\.body) }
    }

    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        Upload(path: head.path, of: self, responder)
    }

    private final class Upload: ExchangeReceiver {
        private let path: String
        private let owner: Collector
        private let responder: any ExchangeResponder
        private var body = ByteBuffer()

        init(path: String, of owner: Collector, _ responder: any ExchangeResponder) {
            self.path = path
            self.owner = owner
            self.responder = responder
        }

        func exchangeReceived(_ part: ByteBuffer, isLast: Bool) {
            body.writeImmutableBuffer(part)
            responder.consumed(part.readableBytes)
            guard isLast else { return }
            let status = owner.state.withLock { state in
                guard state.refusals == 0 else {
                    state.refusals -= 1
                    return state.status
                }
                state.bodies.append((path, String(buffer: body)))
                return 200
            }
            responder.respond(ResponseHead(status: status), body: ByteBuffer(string: "{}"))
        }

        func exchangeBecameWritable() {}
        func exchangeCancelled(_ error: MeridianError) {}
    }
}

@Suite(.timeLimit(.minutes(1)))
struct ExportTests {
    private func withCollector(
        _ collector: Collector, _ body: (RunningPlatform) async throws -> Void
    ) async throws {
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(address: ListenAddress(.host("127.0.0.1", port: 0))),
            group: NIOSingletons.posixEventLoopGroup
        ) { _ in collector }
        let port = try #require(try await server.start().port)
        try await RunningPlatform.with {
            $0.otlp = "http://127.0.0.1:\(port)"
        } _: { running in
            try #require(try await running.deploy(environment: ["FIXTURE_FAILS": "1"]).status == 201)
            _ = try await running.get("/fails", fields: ["traceparent": "00-\(Self.trace)-b7ad6b7169203331-01"])
            await running.platform.telemetry.collect()
            await running.platform.exporter?.send(withMetrics: true)
            try await body(running)
        }
        await server.drain(grace: .seconds(1))
    }

    private static let trace = "0af7651916cd43dd8448eb211c80319c"

    private struct Traces: Decodable {
        struct Value: Decodable { var stringValue: String?, intValue: String?, boolValue: Bool? }
        struct Attribute: Decodable { var key: String, value: Value }
        struct Resource: Decodable { var attributes: [Attribute] }
        struct Scope: Decodable { var name: String }
        struct Status: Decodable { var code: Int }
        struct Span: Decodable {
            var traceId: String, spanId: String, parentSpanId: String?, name: String, kind: Int
            var startTimeUnixNano: String, endTimeUnixNano: String, attributes: [Attribute], status: Status
        }
        struct ScopeSpans: Decodable { var scope: Scope, spans: [Span] }
        struct ResourceSpans: Decodable { var resource: Resource, scopeSpans: [ScopeSpans] }
        var resourceSpans: [ResourceSpans]
    }

    @Test func aCollectorGetsTracesLogsAndMetricsInTheFieldsOfTheProtocol() async throws {
        let collector = Collector()
        try await withCollector(collector) { (_) async throws in
            let text = try #require(collector.bodies("/v1/traces").first)
            let traces = try JSONDecoder().decode(Traces.self, from: Data(text.utf8))
            let resource = try #require(traces.resourceSpans.first)
            #expect(
                resource.resource.attributes.contains { $0.key == "service.name" && $0.value.stringValue == "fixture" })
            let span = try #require(resource.scopeSpans.first?.spans.first { $0.traceId == Self.trace })
            #expect(span.parentSpanId == "b7ad6b7169203331")
            #expect(span.spanId.utf8.count == 16)
            #expect(span.name == "GET /fails")
            #expect(span.kind == 2)
            #expect(span.status.code == 2)
            let start = try #require(UInt64(span.startTimeUnixNano))
            let end = try #require(UInt64(span.endTimeUnixNano))
            #expect(start > 1_600_000_000_000_000_000 && end >= start)
            #expect(span.attributes.contains { $0.key == "http.response.status_code" && $0.value.intValue == "500" })

            let logs = collector.bodies("/v1/logs").joined()
            for name in ["resourceLogs", "scopeLogs", "logRecords", "timeUnixNano", "severityNumber", "stringValue"] {
                #expect(logs.contains("\"\(name)\""), "\(name)")
            }
            let metrics = collector.bodies("/v1/metrics").joined()
            for name in [
                "resourceMetrics", "scopeMetrics", "metrics", "sum", "dataPoints", "aggregationTemporality", "asInt",
            ] {
                #expect(metrics.contains("\"\(name)\""), "\(name)")
            }
        }
    }

    @Test func whatIsRefusedForAMomentIsSentAgain() async throws {
        let collector = Collector(refusals: 2)
        try await withCollector(collector) { (running) async throws in
            #expect(collector.bodies("/v1/traces").contains { $0.contains(Self.trace) })
            #expect(running.platform.exporter?.losses.dropped == 0)
        }
    }

    @Test func whatIsRefusedForGoodIsDroppedAndCounted() async throws {
        let collector = Collector(refusals: .max, status: 400)
        try await withCollector(collector) { (running) async throws in
            let losses = try #require(running.platform.exporter?.losses)
            #expect(losses.dropped > 0)
            #expect(losses.problem?.contains("MER-6639") == true)
        }
    }

    @Test(arguments: ["", "collector", "ftp://127.0.0.1", "http://"]) func otherAddressesAreRefused(
        address: String
    ) async throws {
        await #expect(throws: MeridianError.self) {
            try await RunningPlatform.with {
                $0.otlp = address
            } _: { (_: RunningPlatform) async throws in
            }
        }
    }
}
