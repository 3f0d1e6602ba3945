import MeridianCore
import Synchronization
import Testing

@testable import Meridian

@Suite(.timeLimit(.minutes(1))) struct TrafficTests {
    @Test func bodiesAreLimitedBeforeTheyAreRead() async throws {
        var sketch = SketchedApp {
            Function("whole", .post("/")) { request, _ in "\(request.body.readableBytes)" }
            Function("own", .post("/own"), body: .whole(maxBodySize: 2)) { request, _ in request.text }
            Function("stream", .post("/stream"), body: .stream) { request, _ in
                var count = 0
                for try await part in request.bodyStream { count += part.readableBytes }
                return "\(count)"
            }
        }
        sketch.middleware = [BodyLimit(4)]
        let app = try sketch.assembled()
        #expect(await app.call(.post, body: "1234").text == "4")
        let tooLarge = await app.call(.post, body: "12345")
        #expect(tooLarge.head.status == 413)
        #expect(tooLarge.members["code"] == "MER-1103")
        #expect(await app.call(.post, body: "123", function: 1).head.status == 413)
        #expect(await app.call(.post, body: "1234", function: 2).text == "4")
        #expect(await app.call(.post, body: "12345", function: 2).head.status == 413)
        let declared = await app.call(.post, fields: ["content-length": "5"], body: "", function: 2)
        #expect(declared.head.status == 413)
    }

    @Test func aFunctionIsGivenLessTime() async throws {
        var sketch = SketchedApp {
            Function("slow", .get("/")) { _, _ in
                try await Task.sleep(for: .seconds(60))
                return "slow"
            }
            Function("fast", .get("/fast")) { _, _ in "fast" }
            Function("bad", .get("/bad")) { _, _ -> String in throw Problem(status: 409) }
        }
        sketch.middleware = [Timeout(.milliseconds(1))]
        let slow = try await sketch.assembled().call()
        #expect(slow.head.status == 504)
        #expect(slow.members["code"] == "MER-1203")
        sketch.middleware = [Timeout(.seconds(60))]
        let app = try sketch.assembled()
        #expect(await app.call(function: 1).text == "fast")
        #expect(await app.call(function: 2).head.status == 409)
    }

    @Test func aClientHasSoManyRequests() async throws {
        let clock = Mutex(ContinuousClock.now)
        var sketch = SketchedApp { Function("f", .get("/")) { _, _ in "" } }
        sketch.middleware = [
            RateLimit(2, per: .seconds(10), maxClients: 2, now: { clock.withLock { $0 } }) { request, _ in
                request.fields["x-client"]
            }
        ]
        let app = try sketch.assembled()
        func call(_ client: String?) async -> CollectedAnswer {
            await app.call(fields: client.map { ["x-client": $0] } ?? [:])
        }
        let first = await call("a")
        #expect(first.head.fields["ratelimit-policy"] == #""default";q=2;w=10"#)
        #expect(first.head.fields["ratelimit"] == #""default";r=1;t=5"#)
        #expect(await call("a").head.fields["ratelimit"] == #""default";r=0;t=10"#)
        let refused = await call("a")
        #expect(refused.head.status == 429)
        #expect(refused.head.fields["retry-after"] == "5")
        #expect(refused.members["code"] == "MER-1403")
        #expect(await call("b").head.status == 200)
        let free = await call(nil)
        #expect(free.head.status == 200)
        #expect(free.head.fields["ratelimit"] == nil)
        clock.withLock { $0 = $0.advanced(by: .seconds(5)) }
        #expect(await call("a").head.status == 200)
        #expect(await call("a").head.status == 429)
        // A third client: b's bucket is full again by now and is forgotten, a's is not.
        #expect(await call("c").head.status == 200)
        #expect(await call("a").head.status == 429)
    }

    @Test func theNearestProxyNamesTheClient() throws {
        func address(_ fields: HTTPFields, behind proxies: Int = 0) throws -> String? {
            try Request.sketched(fields: fields).clientAddress(behind: proxies)
        }
        #expect(try address(["x-forwarded-for": "1.1.1.1, 2.2.2.2"]) == "2.2.2.2")
        #expect(try address(["x-forwarded-for": "1.1.1.1,2.2.2.2", "x-forwarded-for": "::1"]) == "::1")
        #expect(try address(["x-forwarded-for": "1.1.1.1, 2.2.2.2", "x-forwarded-for": "::1"], behind: 2) == "1.1.1.1")
        #expect(try address(["x-forwarded-for": "1.1.1.1"], behind: 1) == nil)
        #expect(try address([:]) == nil)
    }

    @Test func everyInvocationIsLogged() async throws {
        let logs = LogRecorder()
        var sketch = SketchedApp {
            Function("f", .get("/f")) { _, _ in "four" }
            Function("bad", .get("/bad")) { _, _ -> String in throw Problem(status: 409) }
            Function("worse", .get("/worse")) { _, _ -> String in throw Refusal() }
            Function("nightly", .timer(every: .seconds(9))) { _ in }
        }
        sketch.middleware = [RequestLogging()]
        let app = try sketch.assembled(logs: .handler { _ in logs.handler() })
        _ = await app.call(.get, "/f?token=secret", fields: ["x-request-id": "r"])
        _ = await app.call(.get, "/bad", function: 1)
        #expect(await app.call(.get, "/worse", function: 2).head.status == 500)
        _ = await app.call(.post, function: 3)
        let lines = logs.lines.filter { $0.metadata["status"] != nil }
        #expect(lines.map(\.message) == ["GET /f", "GET /bad", "GET /worse", "nightly"])
        #expect(lines.map { $0.metadata["status"] } == ["200", "409", "500", "204"])
        #expect(lines.map(\.level) == [.info, .info, .error, .info])
        #expect(lines[0].metadata["bytes"] == "4")
        #expect(lines[0].metadata["request-id"] == "r")
        #expect(lines[0].metadata["ms"].flatMap(Double.init) != nil)
        #expect(logs.lines.contains { $0.message == "the function failed" })
    }
}
