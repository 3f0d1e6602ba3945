import MeridianCore
import NIOCore
import Testing

@testable import Traces

@Suite struct SpanTests {
    @Test func timeIsSplitWithoutRemainder() throws {
        var record = Sample.record(startedAt: 1_000_000, duration: 100_000_000)
        record.beganAt = 11_000_000
        record.isCold = true
        record.spawn = 5_000_000
        record.initialization = 25_000_000
        let span = Span(record, reason: .slow, epoch: 1_000_000_000, redaction: try Redaction())
        let times = span.milliseconds
        #expect(times == .init(total: 100, queue: 10, spawn: 5, initialization: 25, handler: 60))
        #expect(span.startMicroseconds == 1_001_000)
        #expect(span.parentID == nil)
        #expect(span.id == "0000000000000001")
    }

    @Test func aRequestThatNoInstanceGotOnlyQueued() throws {
        let record = Sample.record(duration: 4_000_000, status: 503, shed: true)
        let times = Span(record, reason: .failed, epoch: 0, redaction: try Redaction()).milliseconds
        #expect(times == .init(total: 4, queue: 4, spawn: 0, initialization: 0, handler: 0))
    }

    @Test func secretsAreTakenOut() throws {
        let fields: HTTPFields = [
            "authorization": "Bearer abc", "cookie": "a=b", "x-api-key": "k", "accept": "text/plain",
        ]
        var body = RawCapture.Body()
        body.add(ByteBuffer(string: "hello"))
        let raw = RawCapture(
            head: RequestHead(method: .post, target: "/pay?x=1", fields: fields), body: body,
            answer: ResponseHead(status: 500, fields: ["set-cookie": "s=1"]), answerBody: RawCapture.Body())
        let capture = RequestCapture(raw, redacting: try Redaction(["X-API-Key"]))
        #expect(capture.headers.map { $0[1] } == ["redacted", "redacted", "redacted", "text/plain"])
        #expect(capture.answerHeaders == [["set-cookie", "redacted"]])
        #expect(capture.body.text == "hello")
        #expect(throws: MeridianError.self) { try Redaction(["two words"]) }
    }

    @Test func bodiesAreCapturedUpToTheirLimit() {
        var body = RawCapture.Body()
        let half = ByteBuffer(repeating: 0xFF, count: RawCapture.bodyLimit / 2)
        body.add(half)
        body.add(half)
        #expect(body.isWhole)
        #expect(RequestCapture.Body(body).bytes == ByteBuffer(repeating: 0xFF, count: RawCapture.bodyLimit))
        body.add(ByteBuffer(string: "x"))
        #expect(!body.isWhole)
        #expect(RequestCapture.Body(body).bytes == nil)
        #expect(RequestCapture.Body(body).count == RawCapture.bodyLimit + 1)
    }

    @Test func spansStandBelowThoseThatCalledThem() throws {
        let spans = [
            try Sample.span(span: 4, parent: 2, startedAt: 4_000_000), try Sample.span(span: 1),
            try Sample.span(span: 3, parent: 1, startedAt: 3_000_000),
            try Sample.span(span: 2, parent: 1, startedAt: 2_000_000),
            try Sample.span(span: 9, parent: 77, startedAt: 9_000_000),
        ]
        let lines = SpanTree.lines(of: spans)
        #expect(lines.map(\.span.id) == [1, 2, 4, 3, 9].map { Span.hexadecimal($0) })
        #expect(lines.map(\.depth) == [0, 1, 2, 1, 0])
    }

    @Test func spansThatCallEachOtherInACircleAreShownOnce() throws {
        let spans = [try Sample.span(span: 1, parent: 2), try Sample.span(span: 2, parent: 1)]
        #expect(SpanTree.lines(of: spans).count == 2)
    }
}
