import HTTPTransport
import MeridianCore
import NIOCore
import Telemetry
import Testing
import Traces

@testable import Gateway

/// What W3C Trace Context asks of who stands between a caller and a callee (§3.2, §3.3).
@Suite(.timeLimit(.minutes(1)))
struct GatewayTraceTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let span = "b7ad6b7169203331"
    private static let parent = "00-\(trace)-\(span)-01"

    /// What the function got: its parent, and the state behind it.
    private func handedOn(_ fields: String, _ client: RawClient) throws -> (parent: TraceContext, state: String?) {
        let answer = try client.get("/trace", fields: fields)
        try #require(answer.status == 200, "\(answer.body)")
        let words = answer.body.split(separator: " ").map(String.init)
        return (try #require(TraceContext(words[0]), "\(answer.body)"), words.dropFirst().first)
    }

    private func firstSpan(_ gateway: Gateway) async throws -> SpanRecord {
        let spans = await gateway.takeSpans().records
        return try #require(spans.first)
    }

    @Test func aValidParentIsContinued() async throws {
        try await GatewayTests.withGateway { (gateway, address, _) async throws in
            let client = try RawClient(address)
            for value in [
                Self.parent, "00-\(Self.trace)-\(Self.span)-00", "cc" + Self.parent.dropFirst(2),
                "cc" + Self.parent.dropFirst(2) + "-what-the-future-brings", "00-\(Self.trace)-\(Self.span)-ff",
            ] {
                let (parent, state) = try handedOn("traceparent: \(value)\r\ntracestate: a=1,b=2\r\n", client)
                #expect(parent.traceID == Self.trace, "\(value)")
                #expect(parent.spanID != 0xb7ad_6b71_6920_3331, "\(value)")
                #expect(parent.description.hasPrefix("00-"), "\(value)")
                #expect(parent.isSampled == !value.hasSuffix("-00"), "\(value)")
                #expect(state == "a=1,b=2", "\(value)")
                let spans = await gateway.takeSpans().records
                #expect(spans.map(\.identity.parent) == [0xb7ad_6b71_6920_3331], "\(value)")
                #expect(spans.first?.identity.span == parent.spanID, "\(value)")
            }
        }
    }

    @Test func anInvalidParentIsReplacedAndItsStateDropped() async throws {
        try await GatewayTests.withGateway { (gateway, address, _) async throws in
            let client = try RawClient(address)
            let zeroes = String(repeating: "0", count: 32)
            for value in [
                "ff" + Self.parent.dropFirst(2), "00-\(zeroes)-\(Self.span)-01",
                "00-\(Self.trace)-0000000000000000-01", Self.parent.uppercased(), "00-\(Self.trace)-\(Self.span)",
                Self.parent + "-00", Self.parent + ".", "00-\(Self.trace)0-\(Self.span)-01", "garbage",
                "0x-\(Self.trace)-\(Self.span)-01", "00-\(Self.trace)-\(Self.span)-0x",
                "cc" + Self.parent.dropFirst(2) + ".what", "\(Self.parent)\r\ntraceparent: \(Self.parent)",
            ] {
                let (parent, state) = try handedOn("traceparent: \(value)\r\ntracestate: a=1\r\n", client)
                #expect(parent.traceID != Self.trace, "\(value)")
                #expect(state == nil, "\(value)")
                let spans = await gateway.takeSpans().records
                #expect(spans.map(\.identity.parent) == [0], "\(value)")
            }
        }
    }

    @Test func aNewTraceHasTheIdOfTheRequest() async throws {
        try await GatewayTests.withGateway { (gateway, address, _) async throws in
            let client = try RawClient(address)
            let (parent, _) = try handedOn("", client)
            #expect(parent.isSampled)
            let span = try await firstSpan(gateway)
            #expect(span.requestID == parent.traceID)
            let (other, _) = try handedOn("x-request-id: mine:1\r\n", client)
            let named = try await firstSpan(gateway)
            #expect(named.requestID == "mine:1")
            #expect(other.traceIDHigh == named.identity.traceHigh)
        }
    }

    @Test func spansTellHowARequestWent() async throws {
        try await GatewayTests.withGateway { (gateway, address, _) async throws in
            let client = try RawClient(address)
            _ = try client.request("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello")
            let cold = try await firstSpan(gateway)
            #expect(cold.isCold)
            #expect(cold.spawn > 0)
            #expect(cold.initialization > 0)
            #expect(cold.instance > 0)
            #expect(cold.beganAt >= cold.startedAt)
            #expect(cold.requestBytes == 5)
            #expect(cold.answerBytes == 5)
            #expect(cold.site.route == "/echo")
            _ = try client.get("/hello")
            let warm = try await firstSpan(gateway)
            #expect(!warm.isCold)
            #expect(warm.spawn == 0)
            #expect(warm.status == 200)
            #expect(warm.detail == nil)
        }
    }

    @Test(arguments: [1, 2]) func aFailureIsCapturedWithItsReason(loops: Int) async throws {
        try await GatewayTests.withGateway(loops: loops) { (gateway, address, _) async throws in
            let client = try RawClient(address)
            _ = try client.get("/crash?x=1", fields: "Authorization: Bearer secret\r\n")
            let failed = try await firstSpan(gateway)
            #expect(failed.outcome == .error)
            let detail = try #require(failed.detail)
            #expect(detail.problem?.contains("MER-") == true)
            #expect(detail.capture.map { String(buffer: $0.head.target) } == "/crash?x=1")
            #expect(failed.beganAt > 0)
        }
    }
}
