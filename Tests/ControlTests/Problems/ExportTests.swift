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
        }
    }

    private struct Metrics: Decodable {
        struct Number: Decodable {
            var attributes: [Traces.Attribute], startTimeUnixNano: String?, timeUnixNano: String
            var asInt: String?, asDouble: Double?
        }
        struct Distribution: Decodable {
            var attributes: [Traces.Attribute], startTimeUnixNano: String, timeUnixNano: String, count: String
            var sum: Double, bucketCounts: [String], explicitBounds: [Double]
        }
        struct Sum: Decodable { var dataPoints: [Number], aggregationTemporality: Int, isMonotonic: Bool }
        struct Gauge: Decodable { var dataPoints: [Number] }
        struct Histogram: Decodable { var dataPoints: [Distribution], aggregationTemporality: Int }
        struct Metric: Decodable { var name: String, unit: String, sum: Sum?, gauge: Gauge?, histogram: Histogram? }
        struct ScopeMetrics: Decodable { var scope: Traces.Scope, metrics: [Metric] }
        struct ResourceMetrics: Decodable { var resource: Traces.Resource, scopeMetrics: [ScopeMetrics] }
        var resourceMetrics: [ResourceMetrics]
    }

    @Test func aCollectorGetsCountsAndHistogramsOfWhatItsRequestsDid() async throws {
        let collector = Collector()
        try await withCollector(collector) { (running) async throws in
            for _ in 0..<3 { #expect(try await running.get("/hello").status == 200) }
            // What the engine counts is told as of the last look.
            await running.platform.metrics.look(second: Timestamp.now.milliseconds / 1_000)
            await running.platform.exporter?.send(withMetrics: true)
            let text = try #require(collector.bodies("/v1/metrics").last)
            let document = try JSONDecoder().decode(Metrics.self, from: Data(text.utf8))
            let resource = try #require(document.resourceMetrics.first)
            #expect(document.resourceMetrics.count == 1)
            let attributes = Dictionary(
                resource.resource.attributes.map { ($0.key, $0.value.stringValue ?? "") }
            ) { $1 }
            #expect(attributes["service.name"] == "fixture")
            #expect(attributes["meridian.unit"] == "main")
            #expect(attributes["host.name"]?.isEmpty == false)
            let metrics = try #require(resource.scopeMetrics.first).metrics
            func metric(_ name: String) throws -> Metrics.Metric {
                try #require(metrics.first { $0.name == name }, "\(name)")
            }
            func isHello(_ attributes: [Traces.Attribute], _ more: String? = nil) -> Bool {
                let texts = attributes.compactMap(\.value.stringValue)
                return texts.contains("hello") && (more.map { texts.contains($0) } ?? true)
            }
            let requests = try #require(try metric("faas.requests").sum)
            #expect(requests.aggregationTemporality == 2 && requests.isMonotonic)
            #expect(requests.dataPoints.first { isHello($0.attributes, "ok") }?.asInt == "3")
            #expect(try metric("faas.invocations").sum?.dataPoints.first { isHello($0.attributes) }?.asInt == "3")
            #expect(try metric("faas.errors").sum?.dataPoints.compactMap { $0.asInt.flatMap { Int($0) } }.max() == 1)

            for name in ["faas.invoke_duration", "faas.queue_duration"] {
                let histogram = try #require(try metric(name).histogram)
                #expect(try metric(name).unit == "s")
                #expect(histogram.aggregationTemporality == 2)
                let point = try #require(histogram.dataPoints.first { isHello($0.attributes) }, "\(name)")
                #expect(point.count == "3")
                #expect(point.bucketCounts.count == point.explicitBounds.count + 1)
                #expect(point.bucketCounts.compactMap { Int($0) }.reduce(0, +) == 3)
                #expect(zip(point.explicitBounds, point.explicitBounds.dropFirst()).allSatisfy { $0 < $1 })
                let start = try #require(UInt64(point.startTimeUnixNano))
                let now = try #require(UInt64(point.timeUnixNano))
                #expect(start < now)
            }
            #expect(
                try metric("faas.invoke_duration").histogram?.dataPoints.first { isHello($0.attributes) }.map {
                    $0.sum > 0
                }
                    == true)
            let starts = try #require(try metric("faas.init_duration").histogram?.dataPoints.first)
            #expect(starts.count != "0")
            #expect(starts.attributes.contains { $0.key == "meridian.group" })
            #expect(try metric("faas.cpu_usage").sum?.dataPoints.allSatisfy { $0.asDouble != nil } == true)
            #expect(try metric("faas.mem_usage").gauge?.dataPoints.contains { $0.asInt != "0" } == true)
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
