import Meridian

/// What the benchmarks call. The same executable serves the platform and, as an app, stands behind nginx.
@main
struct BenchFunctions: FunctionApp {
    static let name = "bench"

    @FunctionGroupBuilder var functions: some FunctionGroup {
        greetings
        transfers
        crowd
        waits
        events
    }

    /// The least that a function can do, in the ways in which it can do it.
    @FunctionGroupBuilder private var greetings: some FunctionGroup {
        Function("hello", .get("/hello")) { _, _ in "Hello, World!" }

        Function("json", .get("/json")) { _, _ in Greeting(message: "Hello, World!") }

        Function("suspended", .get("/suspended")) { _, _ in
            await Task.yield()
            return "Hello, World!"
        }

        // Alone in a group that retires at once: each call finds it at zero instances.
        Function("cold", .get("/cold")) { _, _ in "Hello, World!" }

        // Alone in a group that serves few at a time: the processor is what there is too little of.
        Function("work", .get("/work")) { _, _ in Work.done(for: .milliseconds(2)) }

        // Alone in a group that keeps an instance ready.
        Function("ready", .get("/ready")) { _, _ in "Hello, World!" }
    }

    /// Bodies of every size, whole and in parts.
    @FunctionGroupBuilder private var transfers: some FunctionGroup {
        // Answers while the request still comes in.
        Function("echo", .post("/echo"), options: Payload.options, body: .stream) { request, _ in
            Response(fields: Payload.fields) { writer in
                for try await part in request.bodyStream { try await writer.write(part) }
            }
        }

        Function("mirror", .post("/mirror"), options: Payload.options, body: .whole(maxBodySize: 16 << 20)) {
            request, _ in
            Response(fields: Payload.fields, body: .bytes(request.body))
        }

        Function("upload", .post("/upload"), options: Payload.options, body: .stream) { request, _ in
            var count = 0
            for try await part in request.bodyStream { count += part.readableBytes }
            return String(count)
        }

        Function("download", .get("/download"), options: Payload.options) { request, _ in
            let count = try request.query("bytes", as: Int.self)
            return Response(fields: Payload.fields) { writer in
                for part in Payload.parts(of: count) { try await writer.write(part) }
            }
        }

        Function("buffered", .get("/buffered"), options: Payload.options) { request, _ in
            let count = try request.query("bytes", as: Int.self)
            return Response(fields: Payload.fields, body: .bytes(Payload.whole(count)))
        }
    }

    /// Alone in a group: what depends on another system, which may become slow.
    @FunctionGroupBuilder private var waits: some FunctionGroup {
        Function("wait", .get("/wait")) { _, _ in try await Waiting.done() }

        Function("set-wait", .put("/wait")) { request, _ in
            Waiting.milliseconds = try request.query("milliseconds", as: Int.self)
            return "set"
        }
    }

    /// What events are delivered to.
    @FunctionGroupBuilder private var events: some FunctionGroup {
        Function("accept", .event(type: "com.example.bench")) { (_: CloudEvent<Arrival>, _) in }
    }

    /// Of these are made the thousand functions that a platform is filled with.
    @FunctionGroupBuilder private var crowd: some FunctionGroup {
        for number in 0..<10 {
            Function("crowd-\(number)", .get("/crowd/\(number)/{name}")) { _, _ in "Hello, World!" }
        }
    }
}

struct Arrival: Codable, Sendable {
    var id: Int
    var text: String
}

struct Greeting: Codable, Sendable {
    var message: String
}
