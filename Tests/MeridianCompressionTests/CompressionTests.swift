import CZlib
import Meridian
import MeridianTesting
import NIOCore
import Testing

@testable import MeridianCompression

private let text = String(repeating: "All work and no play makes Jack a dull boy. ", count: 100)
private let large = String(repeating: text, count: 50)

private struct Library: FunctionApp {
    var middleware: [any FunctionLayer] { Compression() }

    var functions: some FunctionGroup {
        Function("text", .get("/text")) { _, _ in
            Response(fields: ["content-type": "text/plain", "etag": "\"1\""], body: .string(text))
        }
        Function("small", .get("/small")) { _, _ in "small" }
        Function("large", .get("/large")) { _, _ in large }
        Function("stream", .get("/stream")) { _, _ in
            Response(fields: ["content-type": "text/plain"]) { writer in
                for _ in 0..<10 { try await writer.write(text) }
            }
        }
        Function("events", .get("/events")) { _, _ in
            Response(fields: ["content-type": "text/event-stream"]) { writer in try await writer.write(text) }
        }
        Function("image", .get("/image")) { _, _ in
            Response(fields: ["content-type": "image/png"], body: .string(text))
        }
        Function("encoded", .get("/encoded")) { _, _ in
            Response(fields: ["content-type": "text/plain", "content-encoding": "zstd"], body: .string(text))
        }
        Function("exact", .get("/exact")) { _, _ in
            Response(fields: ["content-type": "text/plain", "cache-control": "no-transform"], body: .string(text))
        }
        Function("part", .get("/part")) { _, _ in
            Response(
                status: 206, fields: ["content-type": "text/plain", "content-range": "bytes 0-9/10"],
                body: .string(text))
        }
        Function("bad", .get("/bad")) { _, _ -> String in throw Problem(status: 409, detail: text) }
    }
}

/// What zlib makes of a gzip body.
private func inflated(_ body: ByteBuffer) -> String? {
    var stream = z_stream()
    guard meridian_inflate_init_gzip(&stream) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    var input = Array(body.readableBytesView)
    var output = [UInt8](repeating: 0, count: 1 << 20)
    let status = input.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
            stream.next_in = input.baseAddress
            stream.avail_in = CUnsignedInt(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = CUnsignedInt(output.count)
            return inflate(&stream, Z_FINISH)
        }
    }
    guard status == Z_STREAM_END, stream.avail_in == 0 else { return nil }
    return String(decoding: output.prefix(output.count - Int(stream.avail_out)), as: UTF8.self)
}

@Suite struct CompressionTests {
    private let app: TestApp

    init() throws {
        app = try TestApp(Library.self)
    }

    @Test(arguments: [("/text", text), ("/large", large), ("/stream", String(repeating: text, count: 10))])
    func textShrinksAndComesBack(path: String, content: String) async throws {
        let answer = try await app.request(.get, path, headers: ["accept-encoding": "gzip"])
        #expect(answer.status == 200)
        #expect(answer.fields["content-encoding"] == "gzip")
        #expect(answer.fields["vary"] == "accept-encoding")
        #expect(answer.body.readableBytes < content.utf8.count / 10)
        #expect(inflated(answer.body) == content)
        if path == "/text" { #expect(answer.fields["etag"] == "W/\"1\"") }
    }

    @Test func problemsShrinkToo() async throws {
        let answer = try await app.request(.get, "/bad", headers: ["accept-encoding": "gzip"])
        #expect(answer.status == 409)
        #expect(inflated(answer.body)?.contains("dull boy") == true)
    }

    @Test(arguments: ["/small", "/events", "/image", "/encoded", "/exact", "/part"])
    func theRestIsLeftAlone(path: String) async throws {
        let answer = try await app.request(.get, path, headers: ["accept-encoding": "gzip, br"])
        #expect(answer.text == (path == "/small" ? "small" : text))
        #expect(answer.fields["content-encoding"] == (path == "/encoded" ? "zstd" : nil))
    }

    @Test func whoDoesNotAskIsToldThatOthersMay() async throws {
        let answer = try await app.request(.get, "/text")
        #expect(answer.text == text)
        #expect(answer.fields["vary"] == "accept-encoding")
        #expect(answer.fields["etag"] == "\"1\"")
    }

    @Test(.enabled(if: BrotliLibrary.shared != nil)) func brotliIsPreferredWhereItIs() async throws {
        for path in ["/text", "/stream"] {
            let answer = try await app.request(.get, path, headers: ["accept-encoding": "gzip, deflate, br"])
            #expect(answer.fields["content-encoding"] == "br")
            #expect(answer.body.readableBytes < text.utf8.count / 2)
            #expect(answer.body.readableBytes > 0)
        }
    }

    @Test(
        arguments: [
            (["gzip"], ContentEncoding.gzip), (["br, gzip"], .brotli), (["gzip;q=1, br;q=0.5"], .gzip),
            (["gzip;q=0"], nil), ([], nil), (["identity"], nil), (["*"], .brotli), (["*;q=0"], nil),
            (["*, br;q=0"], .gzip), (["gzip;q=0.5, identity"], nil), (["GZIP"], .gzip), (["deflate"], nil),
            (["gzip;q=x"], nil), (["", ",,", "gzip"], .gzip), (["br;q=0.2", "gzip;q=0.3"], .gzip),
        ] as [([String], ContentEncoding?)])
    func theCallerChooses(fields: [String], encoding: ContentEncoding?) {
        #expect(ContentEncoding.accepted(by: fields, from: [.brotli, .gzip]) == encoding)
    }
}
