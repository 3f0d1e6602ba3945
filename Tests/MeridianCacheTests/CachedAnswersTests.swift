import Meridian
import MeridianTesting
import NIOCore
import TestSupport
import Testing

@testable import MeridianCache

private struct News: FunctionApp {
    let counter = Counter()

    var plugins: [any Plugin] { [CachePlugin()] }

    private func answer(_ fields: HTTPFields, status: Int = 200) -> Response {
        Response(status: status, fields: fields, body: .string("\(counter.next())"))
    }

    var functions: some FunctionGroup {
        FunctionList(
            [
                Function("plain", .get("/plain"), .post("/plain")) { _, _ in answer(["etag": "\"1\""]) },
                Function("private", .get("/private")) { _, _ in answer(["cache-control": "Private"]) },
                Function("nostore", .get("/no-store")) { _, _ in answer(["cache-control": "max-age=60, no-store"]) },
                Function("zero", .get("/zero")) { _, _ in answer(["cache-control": "max-age=0"]) },
                Function("odd", .get("/odd")) { _, _ in answer(["cache-control": "max-age=soon"]) },
                Function("cookie", .get("/cookie")) { _, _ in answer(["set-cookie": "a=b"]) },
                Function("varied", .get("/varied")) { _, _ in answer(["vary": "cookie"]) },
                Function("any", .get("/any")) { _, _ in answer(["vary": "*"]) },
                Function("failed", .get("/failed")) { _, _ in answer([:], status: 500) },
                Function("missing", .get("/missing")) { _, _ in answer([:], status: 404) },
                Function("public", .get("/public")) { _, _ in answer(["cache-control": "public, s-maxage=9"]) },
                Function("stream", .get("/stream")) { _, _ in
                    let text = "\(counter.next())"
                    return Response { try await $0.write(text) }
                },
            ]
        ).middleware(CachedAnswers(for: .seconds(60), varyBy: ["Accept-Language"]))
    }
}

@Suite struct CachedAnswersTests {
    struct Case: Sendable {
        var target: String
        var first: HTTPFields = [:]
        var second: HTTPFields = [:]
        var isKept: Bool
    }

    private static let cases: [Case] = [
        .init(target: "/plain", isKept: true), .init(target: "/plain?a=1", isKept: true),
        .init(target: "/missing", isKept: true), .init(target: "/public", isKept: true),
        .init(target: "/private", isKept: false), .init(target: "/no-store", isKept: false),
        .init(target: "/zero", isKept: false), .init(target: "/odd", isKept: false),
        .init(target: "/cookie", isKept: false), .init(target: "/varied", isKept: false),
        .init(target: "/any", isKept: false), .init(target: "/failed", isKept: false),
        .init(target: "/stream", isKept: false),
        .init(target: "/plain", second: ["cache-control": "no-cache"], isKept: false),
        .init(target: "/plain", second: ["cache-control": "max-age=0"], isKept: false),
        .init(target: "/plain", first: ["cache-control": "no-store"], isKept: false),
        .init(target: "/plain", first: ["range": "bytes=0-1"], isKept: false),
        .init(target: "/plain", first: ["authorization": "x"], isKept: false),
        .init(target: "/public", first: ["authorization": "x"], isKept: true),
        .init(target: "/plain", first: ["accept-language": "de"], second: ["accept-language": "en"], isKept: false),
        .init(target: "/plain", first: ["accept-language": "de"], second: ["accept-language": "de"], isKept: true),
    ]

    @Test func whatIsKept() async throws {
        for item in Self.cases {
            let app = try TestApp(News.self)
            let first = try await app.request(.get, item.target, headers: item.first)
            let second = try await app.request(.get, item.target, headers: item.second)
            #expect(first.text == "1", "\(item)")
            #expect(second.text == (item.isKept ? "1" : "2"), "\(item)")
            #expect(second.fields.contains("age") == item.isKept, "\(item)")
            if item.isKept {
                #expect(second.status == first.status && second.fields["vary"] == "accept-language", "\(item)")
            }
        }
    }

    @Test func otherMethodsAndOtherTargets() async throws {
        let app = try TestApp(News.self)
        #expect(try await app.request(.get, "/plain").text == "1")
        #expect(try await app.request(.post, "/plain").text == "2")
        #expect(try await app.request(.get, "/plain?").text == "3")
        #expect(try await app.request(.get, "/plain").text == "1")
    }

    @Test func whoHasItAlready() async throws {
        let app = try TestApp(News.self)
        _ = try await app.request(.get, "/plain")
        let answer = try await app.request(.get, "/plain", headers: ["if-none-match": "\"0\", W/\"1\""])
        #expect(answer.status == 304)
        #expect(answer.body.readableBytes == 0)
    }

    @Test func storedAnswersAreReadAgainAndNothingElse() throws {
        let stored = StoredAnswer(
            ResponseHead(status: 404, fields: ["a": "b"]), ByteBuffer(string: "body"),
            at: Timestamp(milliseconds: 5_000))
        let read = try #require(StoredAnswer(stored.bytes))
        #expect(read.head == stored.head && read.body == stored.body)
        #expect(read.response(at: Timestamp(milliseconds: 7_999)).fields["age"] == "2")
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<5_000 {
            var bytes = Array(stored.bytes.readableBytesView)
            bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            // It must not crash; what it reads may differ.
            _ = StoredAnswer(ByteBuffer(bytes: bytes.prefix(Int.random(in: 0...bytes.count, using: &generator))))
        }
    }
}
