import Dispatch
@preconcurrency import Glibc
import Meridian

/// A service whose functions behave well and badly on request: what engine, control and command are tested with.
@main
struct FixtureWorker: FunctionApp {
    static let name = "fixture"

    init() {
        if getenv("FIXTURE_FAILS_TO_START") != nil {
            complain("the fixture was told to fail")
            exit(3)
        }
        if getenv("FIXTURE_NEVER_READY") != nil {
            while true { pause() }
        }
    }

    func onStart() async throws {
        guard getenv("FIXTURE_REFUSES_TO_START") == nil else {
            throw MeridianError(.missingSetting, "the fixture was told to refuse")
        }
    }

    func onStop() {
        if getenv("FIXTURE_SAYS_GOODBYE") != nil { complain("goodbye") }
    }

    var functions: some FunctionGroup {
        Function("hello", .get("/hello")) { _, _ in "Hello" }

        Function("greet", .get("/greet/{name}")) { request, context in
            "Hello \(try request.parameter("name", as: String.self)) from \(context.service)/\(context.function)"
        }

        Function("echo", .post("/echo"), body: .stream) { request, _ in
            Response(fields: ["content-type": "application/octet-stream"]) { writer in
                for try await part in request.bodyStream { try await writer.write(part) }
            }
        }

        Function("slow", .get("/slow")) { request, _ in
            try await Task.sleep(for: .milliseconds(try request.query("ms", as: Int.self, default: 60_000)))
            return "slept"
        }

        // A handler that gives its event loop back to nobody.
        Function("stuck", .get("/stuck"), options: FunctionOptions(timeout: 0.2)) { _, _ -> String in
            while true { usleep(1000) }
        }

        Function("crash", .get("/crash")) { _, _ -> String in
            kill(getpid(), SIGKILL)
            return "unreachable"
        }

        Function("process", .get("/process")) { _, _ in String(getpid()) }

        Function("main", .get("/main/{way}")) { request, _ in
            let isMain: Bool =
                switch try request.parameter("way", as: String.self) {
                case "actor": await MainActor.run { isMainThread }
                default:
                    await withCheckedContinuation { continuation in
                        DispatchQueue.main.async { continuation.resume(returning: isMainThread) }
                    }
                }
            return isMain ? "main thread" : "another thread"
        }

        Function("environment", .get("/environment/{name}")) { request, _ in
            getenv(try request.parameter("name", as: String.self)).map { String(cString: $0) } ?? "unset"
        }

        Function("trace", .get("/trace")) { request, _ in
            (request.fields.values("traceparent") + request.fields.values("tracestate")).joined(separator: " ")
        }

        Function("says", .get("/says")) { _, context in
            print("printed")
            context.logger.warning("logged")
            return "said"
        }

        Function("hoard", .get("/hoard")) { request, _ in
            let mebibytes = try request.query("mib", as: Int.self)
            let memory = [UInt8](repeating: 1, count: mebibytes << 20)
            try await Task.sleep(for: .seconds(10))
            return String(memory.count)
        }

        Function("call", .get("/call/{name}")) { request, context in
            let binding = try context.binding(try request.parameter("name", as: String.self))
            let answer = try await binding.fetch(.get, try request.query("target", as: String.self))
            return "\(answer.status) \(answer.text)"
        }

        Function("cookies", .get("/cookies")) { _, _ in
            var response = Response.text("ok")
            response.fields.append("set-cookie", "a=1")
            response.fields.append("set-cookie", "b=2")
            return response
        }

        Function("paid", .event(type: "com.example.order.paid")) { (event: CloudEvent<Order>, context) in
            context.logger.info("paid \(event.data.id)")
        }

        Function("refresh", .timer(cron: "0 * * * *", payload: "nightly")) { context in
            context.logger.info("refreshed")
        }

        Function("mails", .queue("mails", batchSize: 10)) { (messages: [QueueMessage<Order>], context) in
            let failed = messages.filter { $0.body.id == "bad" && $0.attempt < 3 }
            context.logger.info("sent \(messages.count - failed.count)")
            if !failed.isEmpty { throw BatchFailure(messages: failed.map(\.id)) }
        }

        // What it gets is written down before it is answered, and now and then the process dies in between.
        Function("collect", .event(type: "com.example.collected")) { (event: CloudEvent<Order>, _) async throws in
            try collect(event.data.id)
            if getenv("FIXTURE_LINGERS") != nil { try await Task.sleep(for: .seconds(600)) }
            if getenv("FIXTURE_DIES") != nil, Int.random(in: 0..<40) == 0 { kill(getpid(), SIGKILL) }
        }

        Function("tick", .timer(cron: "0 0 1 1 *")) { (event: TimerEvent, _) in
            try collect(event.time ?? "-")
        }

        Function("poison", .event(type: "com.example.poison")) { (_: CloudEvent<Order>, _) in
            throw MeridianError(.missingSetting, "the fixture was told to fail")
        }

        Function("fails", .get("/fails")) { _, _ in
            guard getenv("FIXTURE_FAILS") == nil else {
                throw MeridianError(.handlerFailed, "the fixture was told to fail")
            }
            return "works"
        }
    }

    struct Order: Codable, Sendable {
        var id: String
    }
}

private var isMainThread: Bool {
    guard let name = realpath("/proc/thread-self", nil) else { return false }
    defer { free(name) }
    return String(cString: name).hasSuffix("/task/\(getpid())")
}

/// Appends a line to the file that the environment names, in one write.
private func collect(_ text: String) throws {
    guard let path = getenv("FIXTURE_COLLECTS") else {
        throw MeridianError(.missingSetting, "FIXTURE_COLLECTS is not set")
    }
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o600)
    guard file >= 0 else { throw MeridianError(.missingSetting, "'\(String(cString: path))' can't be written") }
    defer { close(file) }
    let line = Array((text + "\n").utf8)
    guard write(file, line, line.count) == line.count else {
        throw MeridianError(.missingSetting, "'\(String(cString: path))' can't be written")
    }
}

private func complain(_ text: String) {
    fputs(text + "\n", stderr)
}
