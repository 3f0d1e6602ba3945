import Foundation
import MeridianCore
import TestSupport
import Testing

@testable import Meridian

@Suite struct StaticFilesTests {
    private let root: URL
    private let app: AssembledApp

    init() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "meridian-files-\(UUID())")
        let files = root.appending(path: "public")
        try FileManager.default.createDirectory(
            at: files.appending(path: "docs"), withIntermediateDirectories: true)
        try Data("0123456789".utf8).write(to: files.appending(path: "ten.txt"))
        try Data("<h1>docs</h1>".utf8).write(to: files.appending(path: "docs/index.html"))
        try Data("hidden".utf8).write(to: files.appending(path: ".env"))
        try Data("secret".utf8).write(to: root.appending(path: "secret.txt"))
        try Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0) }).write(to: files.appending(path: "big.bin"))
        try FileManager.default.createSymbolicLink(
            at: files.appending(path: "link.txt"), withDestinationURL: root.appending(path: "secret.txt"))
        try FileManager.default.createSymbolicLink(at: files.appending(path: "up"), withDestinationURL: root)
        self.root = root
        app = try SketchedApp {
            StaticFiles("/assets", directory: files.path, cacheControl: "public")
        }.assembled()
    }

    private func get(
        _ path: String, _ fields: HTTPFields = HTTPFields(), method: HTTPMethod = .get
    ) async -> CollectedAnswer {
        await app.call(method, "/assets" + path, fields: fields)
    }

    @Test func filesAreServed() async throws {
        defer { try? FileManager.default.removeItem(at: root) }
        let ten = await get("/ten.txt")
        #expect(ten.text == "0123456789")
        #expect(ten.head.fields["content-type"] == "text/plain; charset=utf-8")
        #expect(ten.head.fields["cache-control"] == "public")
        #expect(ten.head.fields["accept-ranges"] == "bytes")
        #expect(await get("/docs").text == "<h1>docs</h1>")
        #expect(await get("/docs/").text == "<h1>docs</h1>")
        #expect(await get("/docs/index.html").head.fields["content-type"] == "text/html; charset=utf-8")
        let big = await get("/big.bin")
        #expect(big.head.fields["content-length"] == "200000")
        #expect(big.body.readableBytesView.elementsEqual((0..<200_000).map { UInt8(truncatingIfNeeded: $0) }))
        let head = await get("/big.bin", method: .head)
        #expect(head.head.fields["content-length"] == "200000")
        #expect(head.body.readableBytes == 0)
    }

    @Test func nothingElseIs() async throws {
        defer { try? FileManager.default.removeItem(at: root) }
        let paths = [
            "", "/", "/none", "/ten.txt/x", "/.env", "/%2eenv", "/../secret.txt", "/%2e%2e/secret.txt",
            "/..%2fsecret.txt", "/docs/../../secret.txt", "/link.txt", "/up/secret.txt", "/up/public/ten.txt",
            "/ten.txt%00", "/%2e%2e%2f%2e%2e%2fetc/passwd", "//etc/passwd",
        ]
        for path in paths {
            let answer = await get(path)
            #expect(answer.head.status == 404, "\(path)")
            #expect(answer.members["code"] == "MER-1003", "\(path)")
        }
    }

    @Test func aCopyThatIsFreshIsNotSentAgain() async throws {
        defer { try? FileManager.default.removeItem(at: root) }
        let fields = await get("/ten.txt").head.fields
        let (etag, modified) = (try #require(fields["etag"]), try #require(fields["last-modified"]))
        let past = "Sun, 06 Nov 1994 08:49:37 GMT"
        let cases: [(HTTPFields, Int)] = [
            (["if-none-match": etag], 304), (["if-none-match": "\"x\", W/\(etag)"], 304), (["if-none-match": "*"], 304),
            (["if-none-match": "\"x\""], 200), (["if-modified-since": modified], 304),
            (["if-modified-since": past], 200),
            (["if-modified-since": "soon"], 200), (["if-none-match": "\"x\"", "if-modified-since": modified], 200),
            (["if-match": etag], 200), (["if-match": "\"x\""], 412), (["if-match": "W/\(etag)"], 412),
            (["if-unmodified-since": past], 412), (["if-unmodified-since": modified], 200),
        ]
        for (fields, status) in cases {
            let answer = await get("/ten.txt", fields)
            #expect(answer.head.status == status, "\(fields)")
            if status == 304 {
                #expect(answer.head.fields["etag"] == etag)
                #expect(answer.body.readableBytes == 0)
            }
        }
    }

    @Test func partsOfFilesAreServed() async throws {
        defer { try? FileManager.default.removeItem(at: root) }
        let one = await get("/ten.txt", ["range": "bytes=2-4"])
        #expect(one.head.status == 206)
        #expect(one.text == "234")
        #expect(one.head.fields["content-range"] == "bytes 2-4/10")
        #expect(await get("/ten.txt", ["range": "bytes=-3"]).text == "789")
        let none = await get("/ten.txt", ["range": "bytes=10-"])
        #expect(none.head.status == 416)
        #expect(none.head.fields["content-range"] == "bytes */10")
        let etag = try #require(one.head.fields["etag"])
        #expect(await get("/ten.txt", ["range": "bytes=2-4", "if-range": etag]).head.status == 206)
        #expect(await get("/ten.txt", ["range": "bytes=2-4", "if-range": "\"x\""]).text == "0123456789")
        #expect(await get("/ten.txt", ["range": "bytes=2-4"], method: .head).head.status == 200)
        let large = await get("/big.bin", ["range": "bytes=1-150000"])
        #expect(large.head.fields["content-length"] == "150000")
        #expect(large.body.readableBytes == 150_000)
        #expect(large.body.readableBytesView.first == 1)

        let several = await get("/ten.txt", ["range": "bytes=0-1, 8-"])
        #expect(several.head.status == 206)
        let type = try #require(several.head.fields["content-type"])
        let boundary = type.dropFirst("multipart/byteranges; boundary=".count)
        let part = { (range: String, text: String) in
            "\r\n--\(boundary)\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-range: bytes \(range)/10\r\n\r\n\(text)"
        }
        #expect(several.text == part("0-1", "01") + part("8-9", "89") + "\r\n--\(boundary)--\r\n")
        #expect(several.head.fields["content-length"] == "\(several.body.readableBytes)")
    }

    @Test(
        arguments: [
            ("bytes=0-0", .parts([0..<1])), ("bytes=0-", .parts([0..<10])), ("bytes=9-99", .parts([9..<10])),
            ("bytes=-1", .parts([9..<10])), ("bytes=-99", .parts([0..<10])), ("bytes=10-", .unsatisfiable),
            ("bytes=-0", .unsatisfiable), ("bytes=1-2,3-4", .parts([1..<3, 3..<5])),
            ("bytes=1-2, 99-", .parts([1..<3])),
            ("BYTES=1-1", .parts([1..<2])), ("bytes=2-1", .whole), ("bytes=", .whole), ("bytes=-", .whole),
            ("bytes=a-b", .whole), ("bytes=1", .whole), ("lines=1-2", .whole), ("bytes=0-9,0-9", .whole),
            ("bytes=99999999999999999999-", .unsatisfiable), ("bytes=0-99999999999999999999", .parts([0..<10])),
        ] as [(String, ByteRanges)])
    func rangesAreRead(field: String, ranges: ByteRanges) {
        #expect(ByteRanges(field, length: 10) == ranges)
        try? FileManager.default.removeItem(at: root)
    }

    @Test func noRangeLeavesTheFile() {
        defer { try? FileManager.default.removeItem(at: root) }
        var generator = SeededGenerator(seed: 11)
        let characters = Array("0123456789-,= bytes")
        for _ in 0..<5_000 {
            let length = Int.random(in: 0..<20, using: &generator)
            let text =
                "bytes="
                + String(
                    (0..<Int.random(in: 0..<14, using: &generator)).map { _ in
                        characters.randomElement(using: &generator)!
                    })
            guard case .parts(let parts) = ByteRanges(text, length: length) else { continue }
            #expect(!parts.isEmpty)
            #expect(parts.allSatisfy { !$0.isEmpty && $0.lowerBound >= 0 && $0.upperBound <= length }, "\(text)")
        }
    }

    @Test func datesComeBack() {
        defer { try? FileManager.default.removeItem(at: root) }
        #expect(HTTPDateText.text(of: 784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        ] {
            #expect(HTTPDateText.seconds(of: text) == 784_111_777, "\(text)")
        }
        for text in [
            "", "Sun, 06 Nov 1994 08:49:37", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 8:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Now 1994 08:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT",
        ] {
            #expect(HTTPDateText.seconds(of: text) == nil, "\(text)")
        }
        var generator = SeededGenerator(seed: 13)
        for _ in 0..<1_000 {
            let seconds = Int.random(in: 0..<250_000_000_000, using: &generator)
            #expect(HTTPDateText.seconds(of: HTTPDateText.text(of: seconds)) == seconds)
        }
    }
}
