import Meridian
import MeridianTesting
import Synchronization
import Testing

private struct Item: Codable, Sendable, Equatable {
    var id: Int
}

private final class Journal: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func note(_ line: String) { lines.withLock { $0.append(line) } }
}

private struct Shop: FunctionApp {
    static let journal = Journal()

    var functions: some FunctionGroup {
        Function("item", .get("/items/{id}")) { request, _ in Item(id: try request.parameter("id")) }
        Function("add", .post("/items")) { request, _ in
            await Task.yield()
            return try Response.json(request.decode(Item.self), status: 201)
        }
        Function("refresh", .timer(cron: "@hourly", payload: "p")) { (timer: TimerEvent, _) in
            Self.journal.note("refresh \(timer.payload ?? "") \(timer.time ?? "")")
        }
        Function("sold", .event(type: "item.*")) { (event: CloudEvent<Item>, _) in
            if event.data.id < 0 { throw Problem(status: 409, detail: "no such item") }
            Self.journal.note("sold \(event.data.id)")
        }
        Function("mails", .queue("mails", batchSize: 2)) { (messages: [QueueMessage<Item>], _) in
            Self.journal.note("mails " + messages.map { "\($0.id):\($0.body.id)" }.joined(separator: " "))
        }
    }
}

@Suite(.timeLimit(.minutes(1)), .serialized)
struct TestAppTests {
    @Test func requestsAreAnswered() async throws {
        let app = try TestApp(Shop.self)
        #expect(app.functions == ["item", "add", "refresh", "sold", "mails"])
        let item = try await app.request(.get, "/items/7")
        #expect(item.status == 200)
        #expect(try item.decode(Item.self) == Item(id: 7))
        let added = try await app.request(.post, "/items", json: Item(id: 8))
        #expect(added.status == 201)
        #expect(added.text == #"{"id":8}"#)
        let bad = try await app.request(.get, "/items/x")
        #expect(bad.status == 400)
        #expect(bad[member: "field"] == "id")
        let lost = try await app.request(.get, "/nowhere")
        #expect(lost.status == 404)
        let refused = try await app.request(.delete, "/items/7")
        #expect(refused.fields["allow"] == "GET, HEAD")
    }

    @Test func otherTriggersAreCalled() async throws {
        let app = try TestApp(Shop.self)
        try await app.fire(timer: "refresh", at: "2026-03-01T10:00:00Z")
        try await app.send(CloudEvent(id: "1", source: "/till", type: "item.sold", data: Item(id: 7)))
        try await app.deliver([Item(id: 1), Item(id: 2), Item(id: 3)], to: "mails")
        #expect(
            Shop.journal.all == ["refresh p 2026-03-01T10:00:00Z", "sold 7", "mails 1:1 2:2", "mails 3:3"])
    }

    @Test func failuresAreTold() async throws {
        let app = try TestApp(Shop.self)
        let refused = await #expect(throws: TestFailure.self) {
            try await app.send(CloudEvent(id: "1", source: "/till", type: "item.sold", data: Item(id: -1)))
        }
        #expect(refused?.status == 409)
        #expect(refused?.description.contains("no such item") == true)
        await #expect(throws: TestFailure.self) {
            try await app.send(CloudEvent(id: "1", source: "/till", type: "other", data: Item(id: 1)))
        }
        await #expect(throws: TestFailure.self) { try await app.fire(timer: "item") }
        await #expect(throws: TestFailure.self) { try await app.fire(timer: "none") }
        await #expect(throws: TestFailure.self) { try await app.deliver([1], to: "none") }
    }

    @Test func functionsCanBeTestedAlone() async throws {
        struct Secret: Error {}
        let hushed = try TestApp(stage: "production") {
            Function("fail", .get("/")) { _, _ -> String in throw Secret() }
        }
        let answer = try await hushed.request(.get, "/")
        #expect(answer.status == 500)
        #expect(!answer.text.contains("Secret"))
        #expect(throws: MeridianError.self) {
            try TestApp {
                Function("a", .get("/")) { _, _ in "" }
                Function("a", .get("/b")) { _, _ in "" }
            }
        }
    }
}
