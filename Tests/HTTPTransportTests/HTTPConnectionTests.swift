import MeridianCore
import NIOCore
import NIOEmbedded
import Testing

@testable import HTTPTransport

@Suite(.timeLimit(.minutes(1))) struct HTTPConnectionTests {
    private let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private let chunkedPost = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test func answersAndKeepsTheConnection() throws {
        let connection = try EmbeddedConnection(.echoingTarget())
        try connection.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\n"
        #expect(try connection.sent() == answer + "/a")
        try connection.send("GET /b HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try connection.sent() == answer + "/b")
        #expect(connection.channel.isActive)
        connection.finish()
    }

    @Test func answersPipelinedRequestsInOneWrite() throws {
        let connection = try EmbeddedConnection(.echoingTarget())
        try connection.send((0..<5).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
        #expect(try connection.writes() == 1)
        #expect(connection.probe.heads.map(\.path) == (0..<5).map { "/\($0)" })
        connection.finish()
    }

    @Test func startsTheNextRequestOnlyAfterTheAnswer() throws {
        let connection = try EmbeddedConnection(Probe { _, _, _ in true })
        try connection.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(connection.probe.heads.map(\.path) == ["/1"])
        connection.probe.responder?.respond(ResponseHead(), body: ByteBuffer(string: "one"))
        #expect(connection.probe.heads.map(\.path) == ["/1", "/2"])
        connection.finish()
    }

    @Test func aStaleResponderReachesNobody() throws {
        let connection = try EmbeddedConnection(Probe { _, _, _ in true })
        try connection.send(get)
        let first = try #require(connection.probe.responder)
        first.respond(ResponseHead(), body: ByteBuffer(string: "one"))
        try connection.send(get)
        _ = try connection.sent()
        first.respond(ResponseHead(), body: ByteBuffer(string: "again"))
        first.fail(MeridianError(.handlerFailed, "late"))
        #expect(try connection.sent() == "")
        connection.probe.responder?.respond(ResponseHead(status: 204), body: ByteBuffer())
        #expect(try connection.sent() == "HTTP/1.1 204 No Content\r\n\r\n")
        connection.finish()
    }

    @Test func headAndBodilessStatusesHaveNoBody() throws {
        let connection = try EmbeddedConnection(
            Probe { _, head, responder in
                let status = Int(head.path.dropFirst()) ?? 200
                responder.respond(ResponseHead(status: status), body: ByteBuffer(string: "hello"))
                return false
            })
        try connection.send("HEAD /200 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try connection.sent() == "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n")
        try connection.send("GET /204 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try connection.sent() == "HTTP/1.1 204 No Content\r\n\r\n")
        try connection.send("GET /304 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try connection.sent() == "HTTP/1.1 304 Not Modified\r\n\r\n")
        connection.finish()
    }

    @Test func textIsSentLikeTheSameBytes() throws {
        for text in ["", "hällo", String(repeating: "ü", count: 20_000)] {
            for request in ["GET /200", "HEAD /200", "GET /204"] {
                var answers: [String] = []
                for isText in [true, false] {
                    let connection = try EmbeddedConnection(
                        Probe { _, head, responder in
                            let answer = ResponseHead(status: Int(head.path.dropFirst()) ?? 0)
                            if isText {
                                responder.respond(answer, text: text)
                            } else {
                                responder.respond(answer, body: ByteBuffer(string: text))
                            }
                            return false
                        })
                    try connection.send("\(request) HTTP/1.1\r\nHost: a\r\n\r\n")
                    answers.append(try connection.sent())
                    connection.finish()
                }
                #expect(answers[0] == answers[1])
                #expect(answers[0].hasSuffix("\r\n\r\n" + (request == "GET /200" ? text : "")))
            }
        }
    }

    @Test func streamsInChunks() throws {
        let connection = try EmbeddedConnection(Probe { _, _, _ in true })
        try connection.send(get)
        let responder = try #require(connection.probe.responder)
        responder.start(ResponseHead(fields: ["connection": "x", "transfer-encoding": "gzip", "x-a": "b"]))
        #expect(responder.write(ByteBuffer(string: "hello")))
        #expect(responder.write(ByteBuffer(string: "0123456789abcdefgh")))
        connection.advance(.zero)
        #expect(try connection.writes() == 1)
        responder.end()
        #expect(try connection.sent() == "0\r\n\r\n")
        try connection.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        connection.probe.responder?.start(ResponseHead(fields: ["content-length": "9"]))
        #expect(connection.probe.responder?.write(ByteBuffer(string: "unwanted")) == true)
        connection.probe.responder?.end()
        #expect(try connection.sent() == "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n")
        connection.finish()
    }

    @Test func chunksAreWellFormed() throws {
        let connection = try EmbeddedConnection(
            Probe { _, _, responder in
                responder.start(ResponseHead())
                _ = responder.write(ByteBuffer(string: "hello"))
                _ = responder.write(ByteBuffer(repeating: 0x61, count: 26))
                responder.end()
                return false
            })
        try connection.send(get)
        let letters = String(repeating: "a", count: 26)
        #expect(
            try connection.sent()
                == "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n1a\r\n\(letters)\r\n0\r\n\r\n")
        connection.finish()
    }

    @Test func enforcesTheLengthAHandlerGave() throws {
        for (body, sent) in [("hel", "hel"), ("hello, world", "hello")] {
            let connection = try EmbeddedConnection(Probe { _, _, _ in true })
            try connection.send(get)
            connection.probe.responder?.start(ResponseHead(fields: ["content-length": "5"]))
            _ = connection.probe.responder?.write(ByteBuffer(string: body))
            connection.advance(.zero)
            connection.probe.responder?.end()
            #expect(try connection.sent() == "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n" + sent)
            #expect(!connection.channel.isActive)
            #expect(connection.probe.cancellations.map(\.code) == [.responseLengthMismatch])
        }
    }

    @Test func aHandlerCannotSplitAResponse() throws {
        var block = ByteBuffer()
        block.writeInteger(UInt16(1))
        block.writeInteger(UInt16(4))
        block.writeString("xa\r\nb")
        let fields = HTTPFields(trusted: block)
        let connection = try EmbeddedConnection(
            Probe { _, _, responder in
                var head = ResponseHead(fields: fields)
                head.fields.append("x y", "c")
                head.fields.append("x-b", "d\r\ne")
                responder.respond(head, body: ByteBuffer())
                return false
            })
        try connection.send(get)
        #expect(try connection.sent() == "HTTP/1.1 200 OK\r\nx-b: d  e\r\ncontent-length: 0\r\n\r\n")
        connection.finish()
    }

    @Test func http10ClosesAndGetsNoChunks() throws {
        let connection = try EmbeddedConnection(
            Probe { _, _, responder in
                responder.start(ResponseHead())
                _ = responder.write(ByteBuffer(string: "hello"))
                responder.end()
                return false
            })
        try connection.send("GET / HTTP/1.0\r\n\r\n")
        #expect(try connection.sent() == "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello")
        #expect(!connection.channel.isActive)
    }

    @Test func saysContinueWhenTheHandlerTakesTheBody() throws {
        let connection = try EmbeddedConnection(.echoingBody())
        try connection.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
        #expect(try connection.sent() == "HTTP/1.1 100 Continue\r\n\r\n")
        try connection.send("hello")
        #expect(try connection.sent() == "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello")
        connection.finish()
    }

    @Test func doesNotContinueWhenTheHandlerAnswersAtOnce() throws {
        let connection = try EmbeddedConnection(.echoingTarget())
        try connection.send("POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
        let answer = try connection.sent()
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("connection: close\r\n"))
        #expect(!connection.channel.isActive)
    }

    @Test func readsAChunkedBody() throws {
        let connection = try EmbeddedConnection(.echoingBody())
        try connection.send(chunkedPost + "5\r\nhello\r\n7\r\n, wor")
        try connection.send("ld\r\n0\r\n\r\n" + get)
        let answer = try connection.sent()
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\nhello, worldHTTP/1.1 200 OK\r\n"))
        connection.finish()
    }

    @Test func dropsASmallUnreadBodyAndGoesOn() throws {
        let connection = try EmbeddedConnection(.echoingTarget())
        try connection.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n01234")
        #expect(try connection.sent().contains("connection") == false)
        try connection.send("56789GET /b HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try connection.sent().hasSuffix("/b"))
        connection.finish()
    }

    @Test func readsASmallUnreadBodyBeforeItClosesAsAsked() throws {
        let connection = try EmbeddedConnection(.echoingTarget())
        try connection.send("POST /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 10\r\n\r\n01234")
        #expect(try connection.sent().hasSuffix("\r\nconnection: close\r\n\r\n/a"))
        #expect(connection.channel.isActive)
        try connection.send("56789")
        #expect(!connection.channel.isActive)
    }

    @Test func closesRatherThanReadALargeUnwantedBody() throws {
        let announced = try EmbeddedConnection(.echoingTarget())
        try announced.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
        #expect(try announced.sent().contains("connection: close\r\n"))
        #expect(!announced.channel.isActive)

        let chunked = try EmbeddedConnection(.echoingTarget())
        try chunked.send(chunkedPost)
        #expect(try !chunked.sent().contains("connection"))
        for _ in 0..<5 where chunked.channel.isActive {
            try chunked.send("4000\r\n" + String(repeating: "x", count: 0x4000) + "\r\n")
        }
        #expect(!chunked.channel.isActive)
    }

    @Test func holdsReadingWhileTheBodyIsNotConsumed() throws {
        let probe = Probe { _, _, _ in true }
        let connection = try EmbeddedConnection(probe) { $0.bodyWindow = 10 }
        let reads = ReadCounter()
        try connection.channel.pipeline.syncOperations.addHandler(reads, position: .first)
        try connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\n0123456789")
        let before = reads.count
        connection.channel.read()
        connection.channel.read()
        #expect(reads.count == before)
        try connection.send("0123456789")
        #expect(probe.body.count == 10)
        probe.responder?.consumed(5)
        #expect(probe.body.count == 20)
        #expect(reads.count == before)
        probe.responder?.consumed(15)
        #expect(reads.count == before + 1)
        connection.finish()
    }

    @Test func tellsTheHandlerToWaitForASlowClient() throws {
        let probe = Probe { _, _, _ in true }
        var becameWritable = 0
        probe.onWritable = { _ in becameWritable += 1 }
        let connection = try EmbeddedConnection(probe)
        try connection.send(get)
        probe.responder?.start(ResponseHead())
        connection.channel.isWritable = false
        #expect(probe.responder?.write(ByteBuffer(string: "a")) == false)
        connection.channel.isWritable = true
        connection.channel.pipeline.fireChannelWritabilityChanged()
        connection.channel.pipeline.fireChannelWritabilityChanged()
        #expect(becameWritable == 1)
        #expect(probe.responder?.write(ByteBuffer(string: "b")) == true)
        connection.finish()
    }

    @Test func cancelsWhenTheClientGoes() throws {
        let connection = try EmbeddedConnection(Probe { _, _, _ in true })
        try connection.send(get)
        connection.finish()
        #expect(connection.probe.cancellations.map(\.code) == [.cancelled])
    }

    @Test func anErrorBeforeTheAnswerIsAProblem() throws {
        let connection = try EmbeddedConnection(Probe { _, _, _ in true })
        try connection.send("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: r-1\r\n\r\n")
        connection.probe.responder?.fail(MeridianError(.deadlineExceeded, "too late", status: 504))
        let answer = try connection.sent()
        #expect(answer.hasPrefix("HTTP/1.1 504 Gateway Timeout\r\ncontent-type: application/problem+json\r\n"))
        #expect(answer.contains("x-request-id: r-1\r\n"))
        #expect(answer.contains("\"code\":\"MER-1203\""))
        #expect(connection.channel.isActive)
        connection.finish()
    }

    /// The caller's own id where it is acceptable, a new one otherwise; once, also when the handler gives one.
    @Test(
        arguments: [
            ("X-Request-Id: r-1\r\n", nil, "r-1"), ("", nil, nil), ("X-Request-Id: not acceptable!\r\n", nil, nil),
            ("X-Request-Id: r-1\r\n", "own", "own"),
            ("X-Request-Id: \(String(repeating: "r", count: 129))\r\n", nil, nil),
        ] as [(String, String?, String?)])
    func everyRequestAndItsAnswerHaveAnID(field: String, own: String?, expected: String?) throws {
        let connection = try EmbeddedConnection(Probe { _, _, _ in true })
        try connection.send("GET / HTTP/1.1\r\nHost: a\r\n\(field)\r\n")
        let handlers = connection.probe.heads.map { $0.fields.values("x-request-id") }
        var head = ResponseHead()
        if let own { head.fields.append("x-request-id", own) }
        connection.probe.responder?.respond(head, body: ByteBuffer())
        let lines = try connection.sent(keepsIDs: true).split(separator: "\r\n").filter {
            $0.hasPrefix("x-request-id: ")
        }
        let id = try #require(lines.first).dropFirst("x-request-id: ".count)
        #expect(lines.count == 1)
        if let expected { #expect(id == expected) } else { #expect(id.count == 32) }
        if own == nil { #expect(handlers == [[String(id)]]) }
        connection.finish()
    }

    @Test func anErrorWithinTheAnswerCutsIt() throws {
        let connection = try EmbeddedConnection(Probe { _, _, _ in true })
        try connection.send(get)
        connection.probe.responder?.start(ResponseHead())
        _ = connection.probe.responder?.write(ByteBuffer(string: "part"))
        connection.probe.responder?.fail(MeridianError(.handlerFailed, "broken"))
        #expect(!connection.channel.isActive)
        #expect(try !connection.sent().contains("0\r\n\r\n"))
    }

    @Test func aBrokenBodyIsRefusedAndCancelsTheHandler() throws {
        let connection = try EmbeddedConnection(Probe { _, _, _ in true })
        try connection.send(chunkedPost + "5\r\nhello!")
        #expect(connection.probe.cancellations.map(\.code) == [.malformedChunk])
        #expect(try connection.sent().hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(!connection.channel.isActive)
    }

    @Test func aSlowHeadGets408() throws {
        let connection = try EmbeddedConnection(.echoingTarget())
        connection.advance(.seconds(20))
        try connection.send("GET / HTTP/1.1\r\n")
        for _ in 0..<9 {
            connection.advance(.seconds(1))
            try connection.send("X: y\r\n")
        }
        #expect(try connection.sent() == "")
        connection.advance(.seconds(2))
        #expect(try connection.sent().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(!connection.channel.isActive)
    }

    @Test func anIdleConnectionIsClosedWithoutAWord() throws {
        let connection = try EmbeddedConnection(.echoingTarget())
        try connection.send(get)
        _ = try connection.sent()
        connection.advance(.seconds(74))
        #expect(connection.channel.isActive)
        connection.advance(.seconds(3))
        #expect(!connection.channel.isActive)
        #expect(try connection.sent() == "")
    }

    @Test func aBodyThatStopsGets408() throws {
        let connection = try EmbeddedConnection(Probe { _, _, _ in true })
        try connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe")
        connection.advance(.seconds(59))
        #expect(connection.channel.isActive)
        connection.advance(.seconds(3))
        #expect(try connection.sent().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(connection.probe.cancellations.map(\.code) == [.bodyTimeout])
    }

    @Test func drainEndsAfterTheCurrentExchange() throws {
        let connection = try EmbeddedConnection(Probe { _, _, _ in true })
        try connection.send(get)
        connection.loop.drain()
        #expect(connection.channel.isActive)
        connection.probe.responder?.respond(ResponseHead(), body: ByteBuffer())
        #expect(try connection.sent() == "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        #expect(!connection.channel.isActive)

        let idle = try EmbeddedConnection(.echoingTarget())
        idle.loop.drain()
        #expect(!idle.channel.isActive)
    }

    @Test func aBodyPastTheServersLimitGets413() throws {
        let connection = try EmbeddedConnection(.echoingBody()) { $0.maxBodySize = 4 }
        try connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
        #expect(try connection.sent().hasPrefix("HTTP/1.1 413 Content Too Large\r\n"))
        #expect(connection.probe.heads.isEmpty)
    }

    private final class ReadCounter: ChannelOutboundHandler {
        typealias OutboundIn = Never
        var count = 0

        func read(context: ChannelHandlerContext) {
            count += 1
            context.read()
        }
    }
}
