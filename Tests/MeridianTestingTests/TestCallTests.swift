import Meridian
import MeridianTesting
import NIOCore
import NIOPosix
import Testing

private struct Order: Codable, Sendable, Equatable {
    var order: String
}

private struct Till: FunctionApp {
    var functions: some FunctionGroup {
        Function("item", .get("/items/{id}"), .post("/items")) { request, context in
            "\(context.function) \(request.method) \(request.path) \(request.text)"
        }
        Function("paid", .event(type: "com.example.order.*")) { (event: CloudEvent<Order>, _) in
            if event.data.order != "1001" { throw Problem(status: 409, detail: "no order \(event.data.order)") }
        }
        Function("nightly", .timer(cron: "@daily")) { (timer: TimerEvent, _) in
            if timer.payload == "bad" { throw Problem(status: 422) }
        }
        Function("mails", .queue("mails")) { (messages: [QueueMessage<Order>], _) in
            if messages.contains(where: { $0.body.order != "1001" }) { throw Problem(status: 400) }
        }
        Function("uploads", triggers: [.event(type: "upload")]) { request, _ in .text("got \(request.text)") }
    }
}

@Suite(.timeLimit(.minutes(1)), .app(Till.self))
struct TestCallTests {
    @Test func aFunctionIsCalledByItsName() async throws {
        let app = try TestApp.current
        #expect(try await app.call("item", with: .http(.get, "/items/7?a=1")).text == "item GET /items/7 ")
        #expect(
            try await app.call("item", with: .http(.post, "/items", json: Order(order: "1"))).text
                == #"item POST /items {"order":"1"}"#)
        let event = CloudEvent(id: "1", source: "/till", type: "any", data: Order(order: "7"))
        try await app.call("paid", with: .event(event)).expectProblem(status: 409, detail: "no order 7")
        try await app.call("nightly", with: .timer(TimerEvent(payload: "bad"))).expectProblem(status: 422)
        let batch = [QueueMessage(id: "1", body: Order(order: "1001"))]
        #expect(try await app.call("mails", with: .queue(batch)).status == 204)
        let upload = SampleEvent.s3(bucket: "photos")
        #expect(try await app.call("uploads", with: .sample(upload)).text == "got \(upload.json)")
    }

    @Test func samplesFitOurTriggers() async throws {
        let app = try TestApp.current
        #expect(try await app.call("nightly", with: .sample(.timer(payload: "p"))).status == 204)
        #expect(try await app.call("mails", with: .sample(.queue())).status == 204)
        for mode in [SampleRequest.ContentMode.binary, .structured, .batched] {
            #expect(try await app.request(.cloudEvents(mode: mode)).status == 204)
            let other = SampleEvent.cloudEvent(data: ["order": "7"])
            try await app.request(.cloudEvents([other], mode: mode)).expectProblem(status: 409, detail: "no order 7")
        }
    }

    @Test func whatCantBeCalledIsTold() async throws {
        let app = try TestApp.current
        await #expect(throws: TestFailure.self) { _ = try await app.call("none", with: .timer()) }
        await #expect(throws: TestFailure.self) { _ = try await app.call("item", with: .timer()) }
        let failure = await #expect(throws: TestFailure.self) {
            _ = try await app.call("item", with: .http(.delete, "/items/7"))
        }
        #expect(failure?.description == "the function 'item' has no trigger that takes DELETE /items/7")
    }

    @Test(arguments: 1...3) func everyCaseHasAnAppOfItsOwn(_: Int) throws {
        #expect(try TestApp.current.functions.count == 5)
    }

    @Test func withoutATraitThereIsNoApp() async {
        // A detached task inherits nothing from the test.
        let outcome = await Task.detached { Result { try TestApp.current.functions } }.result
        #expect(throws: TestFailure.self) { try outcome.get().get() }
    }

    @Test func realClientsAreServedOnAFreePort() async throws {
        let app = try TestApp.current
        let text = try await app.withServer { address in
            #expect(address.hasPrefix("http://127.0.0.1:"))
            let port = try #require(Int(address.split(separator: ":")[2]))
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            return try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(
                    ByteBuffer(string: "GET /items/7 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
                var received = ""
                for try await part in inbound { received += String(buffer: part) }
                return received
            }
        }
        #expect(text.hasPrefix("HTTP/1.1 200 "))
        #expect(text.hasSuffix("item GET /items/7 "))
        struct Wanted: Error {}
        await #expect(throws: Wanted.self) { try await app.withServer { _ in throw Wanted() } }
    }
}
