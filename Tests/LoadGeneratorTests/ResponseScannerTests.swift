import TestSupport
import Testing

@testable import LoadGenerator

@Suite struct ResponseScannerTests {
    private func events(_ text: String, isHead: Bool = false, pieces: Int = .max) -> [ResponseScanner.Event] {
        var scanner = ResponseScanner()
        scanner.expect(head: isHead)
        var events: [ResponseScanner.Event] = []
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let piece = Array(bytes[start..<min(bytes.count, start + min(pieces, bytes.count))])
            start += piece.count
            var offset = 0
            piece.withUnsafeBytes { piece in
                while offset < piece.count {
                    let event = scanner.scan(piece, from: &offset)
                    if event != .needsMore { events.append(event) }
                    if event == .malformed { return }
                }
            }
            if events.last == .malformed { return events }
        }
        return events
    }

    private static let good: [(String, Int, Bool)] = [
        ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", 200, true),
        ("HTTP/1.1 204 No Content\r\n\r\n", 204, true),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", 304, true),
        ("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 503, false),
        ("HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\nx", 200, false),
        ("HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 1\r\n\r\nx", 200, true),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\na;x=y\r\n0123456789\r\n0\r\n\r\n", 200,
            true
        ),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx-trailer: 1\r\n\r\n", 200, true),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\nok", 201, true),
    ]

    @Test(arguments: good)
    func anAnswerEndsWhereItEnds(text: String, status: Int, keepsConnection: Bool) {
        for pieces in [1, 2, 3, 7, .max] {
            #expect(
                events(text, pieces: pieces) == [.answer(status: status, keepsConnection: keepsConnection)],
                "in pieces of \(pieces)")
        }
    }

    @Test func oneAnswerFollowsAnother() {
        let answers = events(Self.good.map(\.0).joined())
        #expect(answers == Self.good.map { .answer(status: $0.1, keepsConnection: $0.2) })
    }

    @Test func anAnswerToHeadHasNoBody() {
        #expect(
            events("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", isHead: true)
                == [.answer(status: 200, keepsConnection: true)])
    }

    @Test func anAnswerWithoutLengthEndsWithItsConnection() {
        var scanner = ResponseScanner()
        var offset = 0
        let text = Array("HTTP/1.1 200 OK\r\n\r\nsome".utf8)
        let event = text.withUnsafeBytes { scanner.scan($0, from: &offset) }
        #expect(event == .needsMore)
        #expect(scanner.close() == .answer(status: 200, keepsConnection: false))
    }

    @Test(arguments: [
        "HTTP/2 200\r\n", "hello\r\n", "HTTP/1.1 20x OK\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
    ])
    func whatIsNoAnswerIsToldFromOne(text: String) {
        #expect(events(text) == [.malformed])
    }

    @Test func aLineWithoutEndIsNotKept() {
        #expect(events("HTTP/1.1 200 OK\r\nx: " + String(repeating: "y", count: 100_000)) == [.malformed])
    }

    @Test func anyBytesAreNoCrash() {
        var generator = SeededGenerator(seed: 5)
        let whole = Array(Self.good.map(\.0).joined().utf8)
        for _ in 0..<500 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            var scanner = ResponseScanner()
            var offset = 0
            bytes.withUnsafeBytes { bytes in
                while offset < bytes.count {
                    let before = offset
                    if scanner.scan(bytes, from: &offset) == .malformed { return }
                    #expect(offset > before)
                }
            }
        }
    }
}
