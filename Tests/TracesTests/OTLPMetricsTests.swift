import JSONCodec
import MeridianCore
import NIOCore
import Telemetry
import Testing

@testable import Traces

@Suite struct OTLPMetricsTests {
    private let origin = OTLP.Origin(unit: "east", host: "machine")

    private func figures() throws -> FunctionFigures {
        let metrics = FunctionMetrics()
        for milliseconds: Int64 in [1, 20, 20, 30_000] {
            metrics.began()
            metrics.ended(.ok, nanoseconds: milliseconds * 1_000_000)
        }
        metrics.began()
        metrics.ended(.error, nanoseconds: 2_000_000)
        metrics.turnedAway(.shed)
        var starts = LatencyHistogram()
        starts.record(nanoseconds: 3_000_000)
        let (shop, pay) = (try #require(ServiceName("shop")), try #require(FunctionName("pay")))
        var function = FunctionFigures.Function(service: shop, function: pay, release: 4)
        function.requests = metrics.snapshot
        function.coldStarts = 2
        let blog = try #require(ServiceName("blog"))
        return FunctionFigures(
            functions: [function],
            groups: [
                .init(
                    service: shop, group: "default", release: 4, initDurations: starts,
                    processorMicroseconds: 1_500_000, residentBytes: 4_096),
                .init(
                    service: blog, group: "default", release: 1, initDurations: LatencyHistogram(),
                    processorMicroseconds: 0, residentBytes: 0),
            ])
    }

    private func document() throws -> OTLPMetrics {
        OTLPMetrics(
            try figures(), from: origin, started: Timestamp(milliseconds: 1_000), now: Timestamp(milliseconds: 61_000))
    }

    private func metric(_ name: String, of service: Int = 1) throws -> OTLPMetrics.Metric {
        try #require(
            document().resourceMetrics[service].scopeMetrics.first?.metrics.first { $0.name == name }, "\(name)")
    }

    @Test func eachServiceIsAResource() throws {
        let resources = try document().resourceMetrics
        func attribute(_ name: String) -> [String?] {
            resources.map { $0.resource.attributes.first { $0.key == name }?.value.stringValue }
        }
        #expect(attribute("service.name") == ["blog", "shop"])
        #expect(attribute("service.instance.id") == ["east@machine", "east@machine"])
        #expect(attribute("meridian.unit") == ["east", "east"])
        #expect(
            resources[0].scopeMetrics.first?.metrics.map(\.name) == [
                "faas.init_duration", "faas.cpu_usage", "faas.mem_usage",
            ])
    }

    @Test func countsAreThoseOfTheOutcomes() throws {
        let requests = try #require(try metric("faas.requests").sum)
        #expect(requests.dataPoints.map(\.asInt) == ["4", "1", "0", "1", "0"])
        #expect(requests.dataPoints.allSatisfy { $0.startTimeUnixNano == "1000000000" })
        #expect(requests.dataPoints.allSatisfy { $0.timeUnixNano == "61000000000" })
        #expect(requests.dataPoints.first?.attributes.map(\.key) == ["faas.name", "faas.version", "outcome"])
        #expect(try metric("faas.invocations").sum?.dataPoints.map(\.asInt) == ["4"])
        #expect(try metric("faas.errors").sum?.dataPoints.map(\.asInt) == ["1"])
        #expect(try metric("faas.timeouts").sum?.dataPoints.map(\.asInt) == ["0"])
        #expect(try metric("faas.coldstarts").sum?.dataPoints.map(\.asInt) == ["2"])
        #expect(try metric("faas.cpu_usage").sum?.dataPoints.map(\.asDouble) == [1.5])
        #expect(try metric("faas.mem_usage").gauge?.dataPoints.map(\.asInt) == ["4096"])
        #expect(try metric("faas.mem_usage").gauge?.dataPoints.first?.startTimeUnixNano == nil)
    }

    @Test func durationsAreInTheBucketsOfTheirBounds() throws {
        let point = try #require(try metric("faas.invoke_duration").histogram?.dataPoints.first)
        #expect(point.count == "5")
        #expect(abs(point.sum - 30.043) < 1e-9)
        #expect(point.bucketCounts.count == point.explicitBounds.count + 1)
        func count(upTo bound: Double) throws -> Int {
            let index = try #require(point.explicitBounds.firstIndex(of: bound))
            return point.bucketCounts[...index].compactMap { Int($0) }.reduce(0, +)
        }
        #expect(try count(upTo: 0.0005) == 0)
        #expect(try count(upTo: 0.0025) == 2)
        #expect(try count(upTo: 0.025) == 4)
        #expect(try count(upTo: 10) == 4)
        #expect(point.bucketCounts.last == "1", "what is longer than the last bound")
        #expect(try metric("faas.init_duration").histogram?.dataPoints.map(\.count) == ["1"])
        #expect(try metric("faas.queue_duration").histogram?.dataPoints.map(\.count) == ["0"])
    }

    @Test func jsonHasNumbersOf64BitsAsTexts() throws {
        let text = String(buffer: try JSON.encode(try document()))
        #expect(text.contains(#""aggregationTemporality":2"#))
        #expect(text.contains(#""bucketCounts":["0","#))
        #expect(text.contains(#""explicitBounds":[0.0005,"#))
        #expect(text.contains(#""count":"5""#))
        #expect(!text.contains("null"))
    }
}
