import MeridianCore
import NIOCore
import TestSupport
import Testing

@testable import HTTPTransport

@Suite(.timeLimit(.minutes(1))) struct ResponseFramingTests {
    /// Everything that a series of bytes is read as.
    private struct Read: Equatable {
        var heads: [ResponseHead] = []
        var bodies: [String] = []
        var ended = 0
        var fault: String?
        var keepsAlive = true

        init(_ parts: [String], answersHead: Bool = false, closes: Bool = false) {
            self.init(parts.map { ByteBuffer(string: $0) }, answersHead: answersHead, closes: closes)
        }

        init(_ parts: [ByteBuffer], answersHead: Bool = false, closes: Bool = false) {
            var parser = ResponseParser()
            parser.answersHead = answersHead
            do {
                for part in parts {
                    parser.feed(part)
                    while let event = try parser.next() {
                        switch event {
                        case .head(let head):
                            heads.append(head)
                            bodies.append("")
                        case .body(let bytes): bodies[bodies.count - 1] += String(buffer: bytes)
                        case .end: ended += 1
                        }
                    }
                }
            } catch {
                fault = error.message
            }
            if closes, (try? parser.finish()) == .end { ended += 1 }
            keepsAlive = parser.keepsAlive
        }
    }

    @Test func readsEachWayOfFramingABody() {
        let length = Read(["HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\n\r\nhello"])
        #expect(length.heads == [ResponseHead(status: 200, fields: ["content-length": "5", "x-a": "1"])])
        #expect(length.bodies == ["hello"])
        #expect(length.ended == 1)
        #expect(length.keepsAlive)

        let chunked = Read([
            "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nExpires: now\r\n\r\n"
        ])
        #expect(chunked.heads == [ResponseHead(status: 201)])
        #expect(chunked.bodies == ["abcde"])
        #expect(chunked.ended == 1)

        let untilClose = Read(["HTTP/1.0 200 OK\r\nServer: old\r\n\r\none", " two"], closes: true)
        #expect(untilClose.bodies == ["one two"])
        #expect(untilClose.ended == 1)
        #expect(!untilClose.keepsAlive)
    }

    @Test func someResponsesHaveNoBody() {
        #expect(Read(["HTTP/1.1 204 No Content\r\n\r\n"]).ended == 1)
        #expect(Read(["HTTP/1.1 304 Not Modified\r\nContent-Length: 12\r\n\r\n"]).ended == 1)
        let head = Read(["HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n"], answersHead: true)
        #expect(head.ended == 1)
        #expect(head.heads.first?.fields["content-length"] == "12")
    }

    @Test func interimResponsesArePassedOver() {
        let read = Read([
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        ])
        #expect(read.heads.map(\.status) == [200])
        #expect(read.ended == 1)
    }

    @Test func theConnectionLivesOnWhenBothSay() {
        func keeps(_ head: String) -> Bool { Read(["\(head)\r\nContent-Length: 0\r\n\r\n"]).keepsAlive }
        #expect(keeps("HTTP/1.1 200 OK"))
        #expect(!keeps("HTTP/1.1 200 OK\r\nConnection: Close"))
        #expect(!keeps("HTTP/1.1 200 OK\r\nConnection: x, close"))
        #expect(!keeps("HTTP/1.0 200 OK"))
        #expect(keeps("HTTP/1.0 200 OK\r\nConnection: keep-alive"))
    }

    @Test func fieldsOfTheConnectionStayWithIt() {
        let read = Read([
            "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nSet-Cookie: a=1\r\n"
                + "Set-Cookie: b=2\r\nX-Empty:\r\nX-Padded: \t v \r\nContent-Length: 0\r\n\r\n"
        ])
        #expect(
            read.heads.first?.fields.pairs.map { "\($0.name)=\($0.value)" } == [
                "set-cookie=a=1", "set-cookie=b=2", "x-empty=", "x-padded=v", "content-length=0",
            ])
    }

    @Test(arguments: [
        ("HTTP/2 200 OK\r\n\r\n", "status line"),
        ("HTTP/1.1 20 OK\r\n\r\n", "status line"),
        ("HTTP/1.1 2x0 OK\r\n\r\n", "no number"),
        ("HTTP/1.1 999 OK\r\n\r\n", "not 100–599"),
        ("GET / HTTP/1.1\r\n\r\n", "status line"),
        ("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", "changes the protocol"),
        ("HTTP/1.1 200 OK\r\nA B: c\r\n\r\n", "no token"),
        ("HTTP/1.1 200 OK\r\n: c\r\n\r\n", "no token"),
        ("HTTP/1.1 200 OK\r\nA: b\u{1}\r\n\r\n", "control character"),
        ("HTTP/1.1 200 OK\r\nA: b\nB: c\r\n\r\n", "control character"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "Content-Length"),
        ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "Content-Length"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "chunked"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n", "chunk size"),
    ])
    func whatCannotBeReadIsSaid(_ text: String, _ reason: String) {
        let fault = Read([text]).fault
        #expect(fault?.contains(reason) == true, "\(fault ?? "no fault")")
    }

    @Test func aHeadWithoutEndIsRefused() {
        let line = "X-Line: " + String(repeating: "x", count: 1_000) + "\r\n"
        let read = Read(["HTTP/1.1 200 OK\r\n"] + Array(repeating: line, count: 80))
        #expect(read.fault?.contains("longer than") == true)
    }

    private static let stream = Array(
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 100 Continue\r\n\r\n"
            + "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\nX-A: b\r\n\r\n4\r\nwiki\r\n0\r\n\r\n"
            + "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200\r\nContent-Length: 0\r\n\r\n").utf8)

    @Test func anyCutGivesTheSameResponses() {
        let whole = Read([ByteBuffer(bytes: Self.stream)])
        #expect(whole.heads.map(\.status) == [200, 404, 204, 200])
        #expect(whole.bodies == ["hello", "wiki", "", ""])
        #expect(Read(Self.stream.map { ByteBuffer(bytes: [$0]) }) == whole)
        for cut in 1..<Self.stream.count {
            #expect(
                Read([ByteBuffer(bytes: Self.stream[..<cut]), ByteBuffer(bytes: Self.stream[cut...])]) == whole)
        }
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func mutatedBytesNeverTrapAndReadAlikeInAnySplit(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let telling: [UInt8] = [0, 9, 10, 13, 32, 44, 48, 58, 59, 127, 255]
        for _ in 0..<400 {
            var bytes = Self.stream
            for _ in 0..<Int.random(in: 1...5, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = telling.randomElement(using: &generator) ?? 0
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                }
            }
            let whole = Read([ByteBuffer(bytes: bytes)])
            let single = Read(bytes.map { ByteBuffer(bytes: [$0]) })
            #expect(whole.heads == single.heads)
            #expect(whole.ended == single.ended)
        }
    }
}
