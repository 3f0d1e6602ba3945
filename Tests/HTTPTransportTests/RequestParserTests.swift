import MeridianCore
import NIOCore
import Testing

@testable import HTTPTransport

@Suite(.timeLimit(.minutes(1))) struct RequestParserTests {
    @Test(arguments: HostileRequests.all)
    func refusesHostileRequests(_ hostile: Hostile) throws {
        let parsed = Parsed(hostile.bytes)
        let fault = try #require(parsed.fault, "it was accepted")
        #expect(fault.error.status == hostile.status)
        #expect(parsed.requests.count == (hostile.faultIsInBody ? 1 : 0))
        #expect(parsed.requests.allSatisfy { !$0.isComplete })
    }

    @Test(arguments: HostileRequests.all)
    func refusesHostileRequestsByteByByte(_ hostile: Hostile) throws {
        let parsed = Parsed(hostile.bytes.map { ByteBuffer(bytes: [$0]) })
        let fault = try #require(parsed.fault, "it was accepted")
        #expect(fault.error.status == hostile.status)
    }

    @Test func yieldsNothingAfterAFault() throws {
        var parser = RequestParser()
        parser.feed(ByteBuffer(string: "GET / HTTP/1.1\nHost: a\r\n\r\n"))
        #expect(throws: RequestFault.bareLineFeed) { try parser.next() }
        parser.feed(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(try parser.next() == nil)
    }

    @Test(arguments: ValidRequests.all)
    func readsValidRequests(_ valid: ValidRequests.Case) throws {
        let parsed = Parsed(valid.text)
        #expect(parsed.fault == nil)
        let request = try #require(parsed.requests.first)
        #expect(parsed.requests.count == 1)
        #expect(request.isComplete)
        #expect(request.method == valid.method)
        #expect(request.target == valid.target)
        #expect(request.fields == valid.fields)
        #expect(String(decoding: request.body, as: UTF8.self) == valid.body)
        #expect(request.keepAlive == valid.keepAlive)
    }

    @Test func readsPipelinedRequests() {
        let parsed = Parsed(ValidRequests.all.map(\.text).joined())
        #expect(parsed.fault == nil)
        #expect(parsed.requests.map(\.target) == ValidRequests.all.map(\.target))
    }

    @Test func refusesABodyPastTheLimit() {
        var limits = RequestLimits()
        limits.body = 10
        let head = "POST / HTTP/1.1\r\nHost: a\r\n"
        #expect(Parsed(head + "Content-Length: 11\r\n\r\n", limits: limits).fault == .bodyTooLarge)
        #expect(Parsed(head + "Content-Length: 10\r\n\r\n0123456789", limits: limits).fault == nil)
        let chunked = head + "Transfer-Encoding: chunked\r\n\r\n"
        #expect(Parsed(chunked + "a\r\n0123456789\r\n0\r\n\r\n", limits: limits).fault == nil)
        #expect(Parsed(chunked + "a\r\n0123456789\r\n1\r\n", limits: limits).fault == .bodyTooLarge)
        #expect(Parsed(chunked + "7fffffffffffff\r\n", limits: limits).fault == .bodyTooLarge)
    }

    @Test func expectsContinueOnlyWithABody() throws {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n"
        #expect(Parsed(head + "Content-Length: 1\r\n\r\n").requests.first?.expectsContinue == true)
        #expect(Parsed(head + "Content-Length: 0\r\n\r\n").requests.first?.expectsContinue == false)
        #expect(Parsed(head + "\r\n").requests.first?.expectsContinue == false)
    }

    @Test func everyFaultHasAnExplanation() {
        for fault in RequestFault.allCases {
            #expect(ErrorCatalog.explanation(of: fault.error.code) != nil)
            #expect((400...505).contains(fault.error.status))
        }
    }
}
