import Control
import Foundation
import MeridianCore
import Testing
import Traces

@testable import MeridianCommand

@Suite struct TraceTextTests {
    /// A span as the control API answers it.
    /// - Parameter start: In milliseconds after a moment.
    private func span(
        trace: String, id: String, parent: String? = nil, request: String = "mine", function: String = "pay",
        start: Int64
    ) -> String {
        let time = Timestamp(milliseconds: 1_900_000_000_000 + start)
        return """
            {"traceID":"\(trace)","id":"\(id)",\(parent.map { "\"parentID\":\"\($0)\"," } ?? "")"requestID":"\(request)",
             "kind":"http","service":"shop","function":"\(function)","release":1,"method":"GET","route":"/\(function)",
             "time":"\(time)","startMicroseconds":\(time.milliseconds * 1_000),"status":200,"outcome":"ok",
             "milliseconds":{"total":10,"queue":4,"spawn":0,"initialization":0,"handler":6},"attempt":1,"isCold":false,
             "requestBytes":0,"answerBytes":0,"reason":"sampled"}
            """
    }

    private func document(_ spans: String..., id: String = "mine") throws -> TraceDocument {
        let text = #"{"id":"\#(id)","spans":[\#(spans.joined(separator: ","))],"logs":[]}"#
        return try CommandJSON.decode(TraceDocument.self, from: Data(text.utf8))
    }

    @Test func aRequestIsATreeOfWhatItCalled() throws {
        let text = TraceText.render(
            try document(
                span(trace: "a", id: "1", start: 0),
                span(trace: "a", id: "2", parent: "1", request: "other", function: "charge", start: 2)))
        let lines = text.split(separator: "\n")
        #expect(lines[0].hasPrefix("trace a, 2030-"))
        #expect(lines[1].hasPrefix("shop/pay@1 GET /pay"))
        #expect(lines[3].hasPrefix("  shop/charge@1 GET /charge"))
        #expect(!text.contains("requests have the id"))
    }

    @Test func ofRequestsWithTheSameIDTheNewestComesFirst() throws {
        let text = TraceText.render(
            try document(
                span(trace: "a", id: "1", start: 0), span(trace: "b", id: "2", start: 5_000),
                span(trace: "b", id: "3", parent: "2", request: "other", function: "charge", start: 5_001),
                span(trace: "c", id: "4", start: 2_000)))
        let lines = text.split(separator: "\n")
        #expect(lines[0] == "3 requests have the id mine, the newest first")
        let traces = lines.filter { $0.hasPrefix("trace ") }.map { $0.dropFirst(6).prefix(1) }
        #expect(traces == ["b", "c", "a"])
        #expect(lines.filter { $0.contains("shop/charge") }.count == 1)
    }

    @Test func requestsOfOneTraceWithTheSameIDAreToldApart() throws {
        // A client that sends an id of 32 digits again and again: it is that of the trace as well.
        let text = TraceText.render(
            try document(span(trace: "mine", id: "1", start: 0), span(trace: "mine", id: "2", start: 1_000)))
        #expect(text.hasPrefix("2 requests have the id mine, the newest first\n"))
        let times = text.split(separator: "\n").filter { $0.hasPrefix("trace mine, ") }.map { $0.dropFirst(12) }
        #expect(times.count == 2)
        #expect(times == times.sorted(by: >))
    }
}
