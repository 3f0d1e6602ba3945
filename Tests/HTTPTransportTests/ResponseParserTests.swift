import MeridianCore
import NIOCore
import TestSupport
import Testing

@testable import HTTPTransport

@Suite(.timeLimit(.minutes(1))) struct ResponseParserTests {
    private struct Response: Equatable {
        var status: Int
        var fields: [String]
        var body: String
    }

    private static let stream =
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Id: 1\r\n\r\nhello"
        + "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: v\r\n\r\n"
        + "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.0 404 \r\ncontent-length:0\r\n\r\n"

    private static let responses = [
        Response(status: 200, fields: ["content-length: 5", "x-id: 1"], body: "hello"),
        Response(status: 202, fields: [], body: "abcde"),
        Response(status: 204, fields: [], body: ""), Response(status: 404, fields: ["content-length: 0"], body: ""),
    ]

    @Test func onlyFieldsThatAreWantedAreKept() throws {
        var parser = ResponseParser(keeping: "lambda-")
        parser.feed(
            ByteBuffer(
                string:
                    "HTTP/1.1 200 OK\r\nDate: x\r\nLAMBDA-Id: 7\r\nlambda: 8\r\nContent-Length: 3\r\nlambda-: 9\r\n\r\na"
            ))
        guard case .head(let head)? = try parser.next() else {
            Issue.record("no head")
            return
        }
        #expect(head.fields.pairs.map { "\($0.name)=\($0.value)" } == ["lambda-id=7", "lambda-=9"])
        #expect(parser.bytesToCome == 3)
        #expect(try parser.next() == .body(ByteBuffer(string: "a")))
        #expect(parser.bytesToCome == 2)
        parser.feed(ByteBuffer(string: "bc"))
        #expect(try parser.next() == .body(ByteBuffer(string: "bc")))
        #expect(parser.bytesToCome == nil)
        #expect(try parser.next() == .end)
    }

    /// Nothing takes more room beside its line than such fields.
    @Test func aThousandFieldsOfOneLetterAreKept() throws {
        let lines = String(repeating: "a:\r\n", count: 1000)
        let responses = try parse([ByteBuffer(string: "HTTP/1.1 204\r\n\(lines)\r\n")])
        #expect(responses.map(\.fields) == [[String](repeating: "a: ", count: 1000)])
    }

    @Test(arguments: ["", "+5", "-5", "5 5", "0x5", "9999999999999999999", "1234567890123456789"])
    func aLengthThatIsNoPlainNumberIsRefused(length: String) {
        #expect(throws: MeridianError.self) {
            try parse([ByteBuffer(string: "HTTP/1.1 200 OK\r\ncontent-length: \(length)\r\n\r\n")])
        }
    }

    @Test(arguments: [("Keep-Alive", true), ("KEEP-ALIVE, x", true), ("close", false), ("x, Close", false), ("", true)])
    func aServerSaysWhetherItGoesOn(connection: String, goesOn: Bool) throws {
        var parser = ResponseParser()
        parser.feed(ByteBuffer(string: "HTTP/1.1 204 \r\nConnection: \(connection)\r\n\r\n"))
        _ = try parser.next()
        #expect(parser.keepsAlive == goesOn)
        parser = ResponseParser()
        parser.feed(ByteBuffer(string: "HTTP/1.0 204 \r\nConnection: \(connection)\r\n\r\n"))
        _ = try parser.next()
        #expect(parser.keepsAlive == connection.lowercased().hasPrefix("keep-alive"))
    }

    private func parse(_ parts: [ByteBuffer]) throws -> [Response] {
        var parser = ResponseParser()
        var responses: [Response] = []
        for part in parts {
            parser.feed(part)
            while let event = try parser.next() {
                switch event {
                case .head(let head):
                    responses.append(
                        Response(
                            status: head.status, fields: head.fields.pairs.map { "\($0.name): \($0.value)" }, body: ""))
                case .body(let body): responses[responses.count - 1].body += String(buffer: body)
                case .end: break
                }
            }
        }
        return responses
    }

    @Test func anySplitGivesTheSameResponses() throws {
        let bytes = Array(Self.stream.utf8)
        #expect(try parse([ByteBuffer(bytes: bytes)]) == Self.responses)
        #expect(try parse(bytes.map { ByteBuffer(bytes: [$0]) }) == Self.responses)
        for cut in 1..<bytes.count {
            #expect(try parse([ByteBuffer(bytes: bytes[..<cut]), ByteBuffer(bytes: bytes[cut...])]) == Self.responses)
        }
    }

    @Test(arguments: [
        "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 600 X\r\n\r\n", "nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\n: x\r\n\r\n", "HTTP/1.1 200 OK\r\na: \u{1}\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n", "HTTP/1.1 200 OK\na: b\r\n\r\n",
    ])
    func whatIsNoResponseIsRefused(text: String) {
        let error = #expect(throws: MeridianError.self) { try parse([ByteBuffer(string: text)]) }
        #expect(error?.code == .malformedResponse)
    }

    /// Values are looked at many bytes at a time.
    @Test(arguments: 1...40) func everyPlaceOfAValueIsLookedAt(length: Int) throws {
        for place in 0..<length {
            for byte in UInt8.min...UInt8.max where byte != 0x0D && byte != 0x0A {
                var value = [UInt8](repeating: UInt8(ascii: "v"), count: length)
                value[place] = byte
                let head = Array("HTTP/1.1 204 \r\na: ".utf8) + value + Array("\r\nb: c\r\n\r\n".utf8)
                let isAllowed = byte >= 0x20 && byte != 0x7F || byte == 0x09
                let fields = try? parse([ByteBuffer(bytes: head)]).first?.fields
                #expect((fields != nil) == isAllowed, "\(byte) at \(place)")
                if let fields { #expect(fields.count == 2) }
            }
        }
    }

    @Test func aHeadWithoutEndIsRefused() {
        let head = "HTTP/1.1 200 OK\r\n" + String(repeating: "a: b\r\n", count: 12_000)
        #expect(throws: MeridianError.self) { try parse([ByteBuffer(string: head)]) }
    }

    @Test func theEndOfTheConnectionEndsABodyWithoutLength() throws {
        var parser = ResponseParser()
        parser.feed(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\nabc"))
        guard case .head? = try parser.next() else { throw MeridianError(.malformedResponse, "no head") }
        #expect(try parser.next() == .body(ByteBuffer(string: "abc")))
        #expect(try parser.next() == nil)
        #expect(try parser.finish() == .end)
        var idle = ResponseParser()
        #expect(try idle.finish() == nil)
        var cut = ResponseParser()
        cut.feed(ByteBuffer(string: "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"))
        while try cut.next() != nil {}
        #expect(throws: MeridianError.self) { try cut.finish() }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func mutatedBytesNeverTrap(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            var bytes = Array(Self.stream.utf8)
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                if Bool.random(using: &generator) {
                    bytes[place] = UInt8.random(in: 0...255, using: &generator)
                } else {
                    bytes.remove(at: place)
                }
            }
            let cut = Int.random(in: 0...bytes.count, using: &generator)
            _ = try? parse([ByteBuffer(bytes: bytes[..<cut]), ByteBuffer(bytes: bytes[cut...])])
        }
    }
}
