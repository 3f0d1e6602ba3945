import Foundation
import MeridianCore
import Telemetry
import Testing
import Traces

@testable import Control

@Suite(.timeLimit(.minutes(1)))
struct TraceTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"

    /// A platform on which release 1 fails at `/fails`, and release 2 does not; 1 is live.
    private func withFailing(
        configure: (inout PlatformConfiguration) -> Void = { _ in }, _ body: (RunningPlatform) async throws -> Void
    ) async throws {
        try await RunningPlatform.with(configure: configure) { running in
            try #require(try await running.deploy(environment: ["FIXTURE_FAILS": "1"]).status == 201)
            try #require(try await running.deploy(query: "?promote=false").status == 201)
            try await body(running)
        }
    }

    private func find(_ id: String, _ running: RunningPlatform) async throws -> TraceDocument {
        let answer = try await running.control("GET", "/v1/traces/\(id)")
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.document(TraceDocument.self)
    }

    @Test func aFailedRequestIsFoundWithItsLogLinesAndSecretsTakenOut() async throws {
        try await withFailing(configure: { $0.traces.redactedFields = ["x-key"] }) { (running) async throws in
            let failed = try await running.get(
                "/fails",
                fields: ["x-request-id": "req-1", "authorization": "Bearer secret", "x-key": "k", "x-kept": "kept"])
            #expect(failed.status == 500)
            let found = try await find("req-1", running)
            let span = try #require(found.spans.first)
            #expect(found.spans.count == 1)
            #expect(span.status == 500)
            #expect(span.reason == .failed)
            #expect(span.function.rawValue == "fails")
            #expect(span.route == "/fails")
            let capture = try #require(span.capture)
            let headers = Dictionary(capture.headers.map { ($0[0], $0[1]) }) { $1 }
            #expect(headers["authorization"] == "redacted")
            #expect(headers["x-key"] == "redacted")
            #expect(headers["x-kept"] == "kept")
            #expect(capture.answerBody.text?.isEmpty == false)
            let list = try await running.control("GET", "/v1/services/fixture/traces?failed=1&function=fails")
                .document(TraceListDocument.self)
            #expect(list.spans.map(\.span.requestID) == ["req-1"])
            #expect(list.spans.map(\.isCaptured) == [true])
        }
    }

    @Test func whatIsNotKeptIsSaidToBeSo() async throws {
        try await RunningPlatform.with { (running) async throws in
            let answer = try await running.control("GET", "/v1/traces/nobody")
            #expect(answer.status == 404)
            #expect(try answer.document(ProblemDocument.self).code == "MER-6630")
            let bad = try await running.control("GET", "/v1/services/fixture/traces?since=yesterday")
            #expect(bad.status == 400)
        }
    }

    @Test func nothingIsTakenDownWhileTracingIsOff() async throws {
        try await withFailing { (running) async throws in
            func set(_ body: String) async throws -> RunningPlatform.Answer {
                try await running.control(
                    "PUT", "/v1/tracing", fields: ["content-type": "application/json"], body: Data(body.utf8))
            }
            let off = try await set(#"{"enabled": false}"#).document(TracingDocument.self)
            #expect(off == TracingDocument(enabled: false))
            _ = try await running.get("/fails", fields: ["x-request-id": "unseen"])
            let unseen = try await running.control("GET", "/v1/traces/unseen")
            #expect(unseen.status == 404)
            let refused = try await set(#"{"enabled": "perhaps"}"#)
            #expect(refused.status == 400)
            let still = try await running.control("GET", "/v1/tracing").document(TracingDocument.self)
            #expect(still == TracingDocument(enabled: false))
            _ = try await set(#"{"enabled": true}"#)
            _ = try await running.get("/fails", fields: ["x-request-id": "seen"])
            let found = try await find("seen", running)
            #expect(found.spans.map(\.status) == [500])
        }
    }

    @Test func aTraceIsThereAfterARestart() async throws {
        try await withTemporaryDirectory { (folder) async throws in
            try await RunningPlatform.with(in: folder) { (running) async throws in
                try #require(try await running.deploy(environment: ["FIXTURE_FAILS": "1"]).status == 201)
                _ = try await running.get("/fails", fields: ["x-request-id": "req-1"])
                running.platform.logs.append(
                    LogEntry(service: ServiceName("fixture"), requestID: "req-1", stream: .stdout, message: "noted"))
            }
            try await RunningPlatform.with(in: folder) { (running) async throws in
                let found = try await find("req-1", running)
                #expect(found.spans.map(\.status) == [500])
                #expect(found.logs.contains { $0.message == "noted" })
            }
        }
    }

    @Test func aRequestIsSentAgainToAnotherRelease() async throws {
        try await withFailing { (running) async throws in
            _ = try await running.get("/fails", fields: ["x-request-id": "req-1", "cookie": "a=b"])
            let answer = try await running.send(
                "POST", "/v1/services/fixture/replays", ReplayWishDocument(request: "req-1", release: 2))
            try #require(answer.status == 200, "\(answer.text)")
            let replay = try answer.document(ReplayDocument.self)
            #expect(replay.then.status == 500)
            #expect(replay.then.release == 1)
            #expect(replay.now.status == 200)
            #expect(replay.now.release == 2)
            #expect(replay.now.body == "works")
            #expect(replay.withheld == ["cookie"])
            #expect(try await find(replay.requestID, running).spans.map(\.kind) == [.replay])
            // And to the live one, which fails as before.
            let again = try await running.send(
                "POST", "/v1/services/fixture/replays", ReplayWishDocument(request: "req-1"))
            #expect(try again.document(ReplayDocument.self).now.status == 500)
            let unknown = try await running.send(
                "POST", "/v1/services/fixture/replays", ReplayWishDocument(request: "req-1", release: 99))
            #expect(unknown.status == 404)
        }
    }

    @Test func whatWasNotCapturedIsNotSentAgain() async throws {
        try await withFailing { (running) async throws in
            #expect(try await running.get("/hello", fields: ["x-request-id": "req-2"]).status == 200)
            // The instance may have been slow to start; then it was captured after all.
            let span = try #require(try await find("req-2", running).spans.first)
            let answer = try await running.send(
                "POST", "/v1/services/fixture/replays", ReplayWishDocument(request: "req-2"))
            #expect(answer.status == (span.capture == nil ? 409 : 200))
        }
    }

    @Test func aDeliveryBelongsToTheTraceOfWhoPublished() async throws {
        try await RunningPlatform.with { (running) async throws in
            try #require(try await running.deploy().status == 201)
            let answer = try await running.control(
                "POST", "/v1/events?wait=1",
                fields: [
                    "content-type": "application/json", "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/t",
                    "ce-type": "com.example.order.paid", "traceparent": "00-\(Self.trace)-b7ad6b7169203331-01",
                ], body: Data(#"{"id":"7"}"#.utf8))
            try #require(answer.status == 200, "\(answer.text)")
            let span = try #require(try await find(Self.trace, running).spans.first)
            #expect(span.parentID == "b7ad6b7169203331")
            #expect(span.kind == .event)
            #expect(span.function.rawValue == "paid")
        }
    }

    /// Each message of a batch has a span of the delivery in its own trace.
    @Test func aBatchBelongsToTheTracesOfWhoSentItsMessages() async throws {
        let traces = [Self.trace, String(Self.trace.reversed())]
        try await RunningPlatform.with(configure: { $0.traces.oneIn = 1 }) { (running) async throws in
            try #require(try await running.deploy().status == 201)
            // Long enough for both to be in one batch.
            let settings = try await running.control(
                "PUT", "/v1/services/fixture/functions/mails/delivery", body: Data(#"{"batchWindow": 0.5}"#.utf8))
            try #require(settings.status == 200)
            for trace in traces {
                let answer = try await running.control(
                    "POST", "/v1/services/fixture/queues/mails/messages",
                    fields: [
                        "content-type": "application/json", "traceparent": "00-\(trace)-b7ad6b7169203331-01",
                    ], body: Data(#"[{"id":"a"}]"#.utf8))
                try #require(answer.status == 202, "\(answer.text)")
            }
            for trace in traces {
                // Until it is delivered nobody knows the trace.
                while try await running.control("GET", "/v1/traces/\(trace)").status == 404 { await Task.yield() }
                let span = try #require(try await find(trace, running).spans.first)
                #expect(span.traceID == trace)
                #expect(span.parentID == "b7ad6b7169203331")
                #expect(span.kind == .queue)
            }
        }
    }

    @Test func logsAreSearchedByTextAndTime() async throws {
        try await RunningPlatform.with { (running) async throws in
            for word in ["first", "second", "third"] {
                running.platform.logs.append(
                    LogEntry(service: ServiceName("shop"), stream: .stdout, message: "the \(word) line"))
            }
            func messages(_ query: String) async throws -> [String] {
                try await running.control("GET", "/v1/logs?service=shop&" + query).body.split(separator: 0x0A).map {
                    try JSONDecoder().decode(LogEntry.self, from: Data($0)).message
                }
            }
            let second = try await messages("text=second")
            #expect(second == ["the second line"])
            let recent = try await messages("since=60")
            #expect(recent.count == 3)
        }
    }
}
