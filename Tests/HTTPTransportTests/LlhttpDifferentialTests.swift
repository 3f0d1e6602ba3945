import NIOCore
import NIOEmbedded
import NIOHTTP1
import TestSupport
import Testing

@testable import HTTPTransport

/// Holds the parser against llhttp, by way of swift-nio: whatever is accepted here, llhttp reads in the same way.
@Suite(.timeLimit(.minutes(1))) struct LlhttpDifferentialTests {
    private struct Reference {
        var method: String
        var target: String
        var fields: [String]
        var body: [UInt8] = []
        var isComplete = false
    }

    /// Fields that the transport keeps to itself.
    private static let hopByHop: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "expect",
    ]

    private static func reference(_ bytes: [UInt8]) -> [Reference] {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(HTTPRequestDecoder()))
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        _ = try? channel.writeInbound(ByteBuffer(bytes: bytes))
        var requests: [Reference] = []
        while let part = try? channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .head(let head):
                requests.append(
                    Reference(
                        method: head.method.rawValue, target: head.uri,
                        fields: head.headers.map { "\($0.name.lowercased()): \(trimmed($0.value))" }))
            case .body(let body): requests[requests.count - 1].body += body.readableBytesView
            case .end: requests[requests.count - 1].isComplete = true
            }
        }
        return requests
    }

    /// llhttp leaves white space behind a value to its user.
    private static func trimmed(_ value: String) -> Substring {
        var value = value[...]
        while value.last == " " || value.last == "\t" { value.removeLast() }
        return value
    }

    private static let methods: Set<String> = ["GET", "PUT", "POST", "HEAD", "DELETE", "OPTIONS", "PATCH"]

    private static func compare(_ bytes: [UInt8]) {
        let parsed = Parsed(bytes)
        // llhttp knows a fixed list of methods, and reads nothing after a request that closes or upgrades.
        guard let request = parsed.requests.first, request.isComplete, methods.contains(request.method) else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let other = reference(bytes).first, other.isComplete else {
            Issue.record("llhttp refuses \(text.debugDescription)")
            return
        }
        let named = other.fields.filter { $0.hasPrefix("connection: ") }
            .flatMap {
                $0.dropFirst(12).split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            }
            .filter { $0 != "host" && $0 != "content-length" }
        let isAbsolute = !other.target.hasPrefix("/") && other.target != "*"
        let expected = other.fields.filter { field in
            let name = String(field.prefix { $0 != ":" })
            return !hopByHop.contains(name) && !named.contains(name) && !(isAbsolute && name == "host")
        }
        #expect(request.method == other.method)
        if isAbsolute {
            #expect(request.target == "/" || other.target.hasSuffix(request.target.dropFirst()))
            #expect(Array(request.fields.dropFirst()) == expected, "\(text.debugDescription)")
        } else {
            #expect(request.target == other.target)
            #expect(request.fields == expected, "\(text.debugDescription)")
        }
        #expect(request.body == other.body, "\(text.debugDescription)")
    }

    @Test func agreesOnValidRequests() {
        for valid in ValidRequests.all { Self.compare(Array(valid.text.utf8)) }
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func agreesOnGeneratedAndMutatedRequests(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed &+ 77)
        let telling = Array("\0\t\n\r #,:;@[0aZ\u{7F}".utf8) + [0x80, 0xFF]
        for _ in 0..<400 {
            var bytes = Self.generate(&generator)
            for _ in 0..<Int.random(in: 0...2, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = telling.randomElement(using: &generator) ?? 0
                case 1: bytes.remove(at: place)
                default: bytes.insert(telling.randomElement(using: &generator) ?? 0, at: place)
                }
            }
            Self.compare(bytes)
        }
    }

    private static func generate(_ generator: inout SeededGenerator) -> [UInt8] {
        func pick(_ choices: [String]) -> String { choices.randomElement(using: &generator) ?? "" }
        var text = pick(["GET", "POST", "PUT", "OPTIONS", "HEAD", "DELETE"]) + " "
        text += pick(["/", "/a/b?c=d", "/%41", "http://h/x", "http://h?q", "*", "//x", "/a;b=c"]) + " HTTP/1."
        text += pick(["1", "1", "1", "0"]) + "\r\n" + pick(["Host: a", "host:a:80", "HOST:  [::1] "]) + "\r\n"
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            text += pick([
                "X-A: b", "Cookie: a=b; c=d", "Connection: close", "Connection: x-a", "Accept: */*", "X-E:",
                "X-T: \ta\t ", "Expect: 100-continue", "TE: trailers", "Upgrade: x", "Keep-Alive: 1",
            ])
            text += "\r\n"
        }
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: text += "Content-Length: 5\r\n\r\nhello"
        case 1: text += "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        case 2: text += "Transfer-Encoding: chunked\r\n\r\n3;e=f\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-T: y\r\n\r\n"
        default: text += "\r\n"
        }
        return Array(text.utf8)
    }
}
