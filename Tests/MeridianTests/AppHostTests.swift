import HTTPTransport
import MeridianCore
import NIOCore
import Testing

@testable import Meridian

/// Leaves its name on every answer.
private struct Named: Interceptor {
    let name: String

    func after(_ response: inout Response, _ request: Request, _ context: Context) {
        response.fields.append(name, "1")
    }

    func failed(_ error: any Error, _ request: Request, _ context: Context) -> Response {
        var response = context.response(for: error)
        after(&response, request, context)
        return response
    }
}

private struct NamedAround: Middleware {
    let name: String

    func handle(_ request: Request, _ context: Context, next: Next) async throws -> Response {
        await Task.yield()
        var response: Response
        do { response = try await next(request, context) } catch { response = context.response(for: error) }
        response.fields.append(name, "1")
        return response
    }
}

private struct CountingBody: Middleware {
    func handle(_ request: Request, _ context: Context, next: Next) async throws -> Response {
        var count = 0
        for try await part in request.bodyStream { count += part.readableBytes }
        var response: Response
        do { response = try await next(request, context) } catch { response = context.response(for: error) }
        response.fields.set("x-count", String(count))
        return response
    }
}

@Suite(.timeLimit(.minutes(1)))
struct AppHostTests {
    struct Order: Codable, Sendable { var id: Int }

    private func withApp(
        stage: String? = nil, @FunctionGroupBuilder _ functions: () -> FunctionList,
        _ body: (RawClient) async throws -> Void
    ) async throws {
        let table = try FunctionTable(
            functions: functions().functions, environment: Environment(stage.map { ["MERIDIAN_STAGE": $0] } ?? [:]))
        try await withServer(table, body)
    }

    private func withServer(_ table: FunctionTable, _ body: (RawClient) async throws -> Void) async throws {
        let server = try AppServer(table, configuration: AppConfiguration(address: ListenAddress("127.0.0.1:0")))
        let url = try await server.start()
        let client = RawClient(port: Int(url.split(separator: ":").last!)!)
        do {
            try await body(client)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    @Test func requestsReachTheirFunctions() async throws {
        try await withApp {
            Function("item", .get("/items/{id}")) { request, context in
                "\(try request.parameter("id", as: Int.self)) \(context.requestID)"
            }
            Function("add", .post("/items")) { request, _ in
                await Task.yield()
                return Response.text("got " + request.text, status: 201)
            }
            Function("any", .any("/any/{rest*}")) { request, _ in "\(request.method)" }
        } _: { client in
            let item = try await client.send("GET", "/items/7?x=1", ["x-request-id": "r.1"])
            #expect(item.status == 200)
            #expect(item.body == "7 r.1")
            #expect(item.fields.values("x-request-id") == ["r.1"])
            let made = try await client.send("GET", "/items/7", ["x-request-id": "not acceptable!"])
            #expect(made.body.count == 2 + 32)
            let bad = try await client.send("GET", "/items/seven")
            #expect(bad.status == 400)
            #expect(bad.body.contains("'id'"))
            #expect(bad.fields.values("x-request-id").count == 1)
            let added = try await client.send("POST", "/items", body: "cup")
            #expect(added.status == 201)
            #expect(added.body == "got cup")
            let any = try await client.send("OPTIONS", "/any/x/y")
            #expect(any.body == "OPTIONS")
            let head = try await client.send("HEAD", "/items/7")
            #expect(head.status == 200)
            #expect(head.body == "")
            #expect(head.fields["content-length"] != "0")
        }
    }

    @Test(arguments: [nil, "dev"])
    func wrongTurnsAreExplained(stage: String?) async throws {
        try await withApp(stage: stage) {
            Function("item", .get("/items/{id}")) { _, _ in "" }
            Function("drop", .delete("/items/{id}")) { _, _ in }
        } _: { client in
            let missing = try await client.send("GET", "/item")
            #expect(missing.status == 404)
            #expect(missing.body.contains("MER-1001"))
            #expect(missing.body.contains("GET /items/{id} → item") == (stage == "dev"))
            let refused = try await client.send("POST", "/items/7")
            #expect(refused.status == 405)
            #expect(refused.fields["allow"] == "GET, DELETE, HEAD")
            #expect(refused.body.contains("MER-1002"))
        }
    }

    @Test func layersOfTheAppSurroundWrongTurns() async throws {
        var sketch = SketchedApp {
            Function("item", .get("/items")) { _, _ in "" }
        }
        sketch.middleware = [Named(name: "x-in"), NamedAround(name: "x-around")]
        let app = try sketch.assembled()
        try await withServer(app.table) { client in
            for (method, path, status) in [("GET", "/item", 404), ("POST", "/items", 405), ("GET", "/items", 200)] {
                let answer = try await client.send(method, path, body: method == "POST" ? "unread" : "")
                #expect(answer.status == status)
                #expect(answer.fields.values("x-in") == ["1"])
                #expect(answer.fields.values("x-around") == ["1"])
            }
        }
    }

    /// A layer that reads the body does so also where no function will.
    @Test func layersOfTheAppGetTheBodyOfWrongTurns() async throws {
        var sketch = SketchedApp {
            Function("item", .get("/items")) { _, _ in "" }
        }
        sketch.middleware = [CountingBody()]
        try await withServer(try sketch.assembled().table) { client in
            let answer = try await client.send("POST", "/item", body: String(repeating: "x", count: 200_000))
            #expect(answer.status == 404)
            #expect(answer.fields["x-count"] == "200000")
        }
    }

    @Test func theClientHasAnAddress() async throws {
        try await withApp {
            Function("who", .get("/")) { request, _ in request.clientAddress() ?? "nobody" }
        } _: { client in
            for fields in [[:], ["x-forwarded-for": "9.9.9.9"]] as [KeyValuePairs<String, String>] {
                let answer = try await client.send("GET", "/", fields)
                #expect(answer.body == "127.0.0.1")
            }
        }
    }

    @Test func aFunctionHasItsOwnTimeout() async throws {
        try await withApp {
            Function("slow", .get("/"), options: FunctionOptions(timeout: 0.02)) { _, _ in
                let (never, keepAlive) = AsyncStream<Void>.makeStream()
                for await _ in never {}
                keepAlive.finish()
            }
        } _: { client in
            let answer = try await client.send("GET", "/")
            #expect(answer.status == 504)
        }
    }

    @Test func eventsComeInEveryMode() async throws {
        let (arrivals, arrival) = AsyncStream<String>.makeStream()
        try await withApp {
            Function("paid", .event(type: "order.*")) { (event: CloudEvent<Order>, context) in
                if event.data.id == 13 { throw Problem(status: 409, detail: "unlucky") }
                arrival.yield("\(event.type) \(event.data.id) \(context.requestID)")
            }
            Function("audit", .event(type: "*", source: "/audit")) { (event: CloudEvent<ByteBuffer>, _) in
                await Task.yield()
                arrival.yield("audit \(event.id)")
            }
        } _: { client in
            var iterator = arrivals.makeAsyncIterator()
            let binary = try await client.send(
                "POST", "/.meridian/events",
                [
                    "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/s", "ce-type": "order.paid",
                    "content-type": "application/json", "x-request-id": "r1",
                ], body: #"{"id":7}"#)
            #expect(binary.status == 204)
            #expect(await iterator.next() == "order.paid 7 r1")

            let structured = try await client.send(
                "POST", "/.meridian/events", ["content-type": "application/cloudevents+json", "x-request-id": "r2"],
                body: #"{"specversion":"1.0","id":"2","source":"/s","type":"order.sent","data":{"id":8}}"#)
            #expect(structured.status == 204)
            #expect(await iterator.next() == "order.sent 8 r2")

            let batch = """
                [{"specversion":"1.0","id":"3","source":"/audit","type":"order.lost","data":{"id":9}},
                 {"specversion":"1.0","id":"4","source":"/audit","type":"other"}]
                """
            let batched = try await client.send(
                "POST", "/.meridian/events",
                ["content-type": "application/cloudevents-batch+json", "x-request-id": "r3"], body: batch)
            #expect(batched.status == 204)
            var seen: Set<String> = []
            for _ in 0..<3 { seen.insert(await iterator.next() ?? "") }
            #expect(seen == ["order.lost 9 r3", "audit 3", "audit 4"])

            let refused = try await client.send(
                "POST", "/.meridian/events", ["content-type": "application/cloudevents+json"],
                body: #"{"specversion":"1.0","id":"5","source":"/s","type":"order.paid","data":{"id":13}}"#)
            #expect(refused.status == 409)
            #expect(refused.body.contains("unlucky"))
            let unknown = try await client.send(
                "POST", "/.meridian/events", ["content-type": "application/cloudevents+json"],
                body: #"{"specversion":"1.0","id":"6","source":"/s","type":"unknown"}"#)
            #expect(unknown.status == 404)
            let malformed = try await client.send("POST", "/.meridian/events", body: "{}")
            #expect(malformed.status == 400)
            #expect(malformed.body.contains("MER-1104"))
            let fetched = try await client.send("GET", "/.meridian/events")
            #expect(fetched.status == 405)
        }
    }

    @Test func requestsUnderWayFinishWhenTheAppStops() async throws {
        let (starts, started) = AsyncStream<Void>.makeStream()
        let (permissions, permit) = AsyncStream<Void>.makeStream()
        let table = try FunctionTable(
            functions: [
                Function("slow", .get("/")) { _, _ in
                    started.yield()
                    var iterator = permissions.makeAsyncIterator()
                    await iterator.next()
                    return "done"
                }
            ], environment: Environment([:]))
        let server = try AppServer(table, configuration: AppConfiguration(address: ListenAddress("127.0.0.1:0")))
        let client = RawClient(port: Int(try await server.start().split(separator: ":").last!)!)
        async let answer = client.send("GET", "/")
        var iterator = starts.makeAsyncIterator()
        await iterator.next()
        async let stopped: Void = server.stop()
        permit.yield()
        #expect(try await answer.body == "done")
        await stopped
    }

    @Test func settingsComeFromTheEnvironment() throws {
        #expect(try AppConfiguration(Environment([:])).address.description == "127.0.0.1:8080")
        #expect(try AppConfiguration(Environment(["PORT": "3000"])).address.description == "127.0.0.1:3000")
        let full = try AppConfiguration(
            Environment(["PORT": "3000", "MERIDIAN_LISTEN": "unix:/tmp/a", "MERIDIAN_EVENT_LOOPS": "7"]))
        #expect(full.address.description == "unix:/tmp/a")
        #expect(full.eventLoops == 7)
        #expect(throws: MeridianError.self) { try AppConfiguration(Environment(["MERIDIAN_EVENT_LOOPS": "0"])) }
        #expect(throws: MeridianError.self) { try AppConfiguration(Environment(["PORT": "http"])) }
    }
}
