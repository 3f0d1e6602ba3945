import Meridian
import NIOCore

/// What the benchmarks call. The same executable serves the platform and, as an app, nginx.
@main
struct BenchFunctions: FunctionApp {
    static let name = "bench"

    private static let part = ByteBuffer(repeating: UInt8(ascii: "x"), count: 64 << 10)

    var functions: some FunctionGroup {
        Function("hello", .get("/hello")) { _, _ in "Hello, World!" }

        Function("cold", .get("/cold")) { _, _ in "Hello, World!" }

        Function("ready", .get("/ready")) { _, _ in "Hello, World!" }

        Function("suspends", .get("/suspends")) { _, _ in
            await Task.yield()
            return "Hello, World!"
        }

        Function("echo", .post("/echo"), body: .stream) { request, _ in
            Response(fields: ["content-type": "application/octet-stream"]) { writer in
                for try await part in request.bodyStream { try await writer.write(part) }
            }
        }

        Function("buffered", .get("/buffered")) { request, _ in
            let count = try request.query("bytes", as: Int.self)
            return Response(
                fields: ["content-type": "application/octet-stream"],
                body: .bytes(ByteBuffer(repeating: UInt8(ascii: "x"), count: count)))
        }

        Function("streamed", .get("/streamed")) { request, _ in
            let count = try request.query("bytes", as: Int.self)
            return Response(fields: ["content-type": "application/octet-stream"]) { writer in
                var rest = count
                while rest > 0 {
                    let length = min(rest, Self.part.readableBytes)
                    try await writer.write(Self.part.getSlice(at: 0, length: length)!)
                    rest -= length
                }
            }
        }
    }
}
