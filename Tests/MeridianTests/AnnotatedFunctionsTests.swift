import MeridianCore
import NIOCore
import Testing

@testable import Meridian

private struct Item: Codable, Sendable, Equatable {
    var id: Int
    var name: String
}

private enum Order: String, Codable, ParameterConvertible { case price, name }

private let arrivals = AsyncStream<String>.makeStream()

@Functions("/shops/{shop}/items")
private struct ItemFunctions {
    var suffix = "!"

    @HTTP(.get, "/{id}", description: "One item", timeout: 5)
    func item(id: Int, full: Bool = false, page: Int?) -> String {
        "\(id) \(full) \(page ?? -1)\(suffix)"
    }

    @HTTP(.get)
    func list(shop: String, order: Query<Order> = Query(.name), xTraceId: Header<String?>, session: Cookie<Int>)
        async throws -> [String]
    {
        await Task.yield()
        return [shop, order.value.rawValue, xTraceId.value ?? "none", "\(session.value)"]
    }

    @HTTP(.post, name: "add-item")
    func add(_ item: Item, dryRun: Bool = false, context: Context) throws -> Response {
        try .json(Item(id: item.id + 1, name: "\(item.name) \(dryRun) \(context.function)"), status: 201)
    }

    @HTTP(.put, "/{id}")
    @HTTP(.patch, "/{id}/name")
    func rename(for id: Path<Int>, body: String, request: Request) -> String {
        "\(request.method) \(id.value) \(body)"
    }

    @HTTP(.post, "/optional")
    func optional(item: Body<Item?>) -> String { item.value?.name ?? "none" }

    @HTTP(.post, "/count")
    func count(bytes: BodyStream) async throws -> String {
        var total = 0
        for try await part in bytes { total += part.readableBytes }
        return "\(total)"
    }

    @HTTP(.delete, "/{id}")
    func remove(id: Int) {}

    @Timer(cron: "@hourly")
    @Timer(every: .seconds(5), payload: "x")
    func refresh() { arrivals.continuation.yield("refresh") }

    @Timer(every: .seconds(60))
    func poll(at timer: TimerEvent, _ context: Context) { arrivals.continuation.yield("poll \(timer.payload ?? "")") }

    @Event(type: "item.sold", source: "/till")
    func sold(_ event: CloudEvent<Item>) async { arrivals.continuation.yield("sold \(event.data.id)") }

    @Queue("mails", batchSize: 3)
    func mails(_ messages: [QueueMessage<Item>], context: Context) throws -> Int {
        arrivals.continuation.yield("mails \(messages.count) \(context.function)")
        return messages.count
    }

    func helper() {}
}

@Functions
private actor Counter {
    private var count = 0

    @HTTP(.post, "/count")
    func increment() -> String {
        count += 1
        return "\(count)"
    }
}

@Suite(.timeLimit(.minutes(1)))
struct AnnotatedFunctionsTests {
    private func caller() throws -> Caller { try Caller { ItemFunctions() } }

    private func position(_ name: String, _ caller: Caller) -> Int {
        caller.table.manifest.firstIndex { $0.name.rawValue == name } ?? -1
    }

    @Test func methodsBecomeFunctions() throws {
        let manifest = try caller().table.manifest
        #expect(
            manifest.map(\.name.rawValue) == [
                "item", "list", "add-item", "rename", "optional", "count", "remove", "refresh", "poll", "sold",
                "mails",
            ])
        #expect(manifest[0].description == "One item")
        #expect(manifest[0].options == FunctionOptions(timeout: 5))
        #expect(manifest[1].triggers == [.http(.get, "/shops/{shop}/items")])
        #expect(
            manifest[3].triggers == [
                .http(.put, "/shops/{shop}/items/{id}"), .http(.patch, "/shops/{shop}/items/{id}/name"),
            ])
        #expect(
            manifest[7].triggers == [.timer(cron: "@hourly"), .timer(every: .seconds(5), payload: "x")])
        #expect(manifest[9].triggers == [.event(type: "item.sold", source: "/till")])
        #expect(manifest[10].triggers == [.queue("mails", batchSize: 3)])
    }

    @Test func parametersAreFound() async throws {
        let caller = try caller()
        let plain = await caller.call(.get, "/shops/s/items/7")
        #expect(plain.text == "7 false -1!")
        let full = await caller.call(.get, "/shops/s/items/7?full=true&page=3")
        #expect(full.text == "7 true 3!")
        let bad = await caller.call(.get, "/shops/s/items/7?full=maybe")
        #expect(bad.head.status == 400)
        #expect(bad.members["field"] == "full")
        let list = await caller.call(
            .get, "/shops/my%20shop/items?order=price", fields: ["x-trace-id": "t1", "cookie": "session=4"], function: 1
        )
        #expect(list.text == #"["my shop","price","t1","4"]"#)
        let defaults = await caller.call(.get, "/shops/s/items", fields: ["cookie": "session=4"], function: 1)
        #expect(defaults.text == #"["s","name","none","4"]"#)
        let missing = await caller.call(.get, "/shops/s/items", function: 1)
        #expect(missing.members["field"] == "session")
    }

    @Test func bodiesAreRead() async throws {
        let caller = try caller()
        let added = await caller.call(
            .post, "/shops/s/items?dryRun=1", body: #"{"id":1,"name":"cup"}"#, function: 2)
        #expect(added.head.status == 201)
        #expect(added.members == ["id": 2, "name": "cup true add-item"])
        let bad = await caller.call(.post, "/shops/s/items", body: #"{"id":"1"}"#, function: 2)
        #expect(bad.head.status == 400)
        #expect(bad.members["code"] == "MER-1102")
        let renamed = await caller.call(.put, "/shops/s/items/9", body: "mug", function: 3)
        #expect(renamed.text == "PUT 9 mug")
        let patched = await caller.call(.patch, "/shops/s/items/9/name", body: "mug", function: 3, trigger: 1)
        #expect(patched.text == "PATCH 9 mug")
        #expect(await caller.call(.post, function: 4).text == "none")
        #expect(await caller.call(.post, body: #"{"id":1,"name":"cup"}"#, function: 4).text == "cup")
        #expect(await caller.call(.post, body: "12345", function: 5).text == "5")
        #expect(await caller.call(.delete, "/shops/s/items/9", function: 6).head.status == 204)
    }

    @Test func othersAreCalled() async throws {
        let caller = try caller()
        var iterator = arrivals.stream.makeAsyncIterator()
        _ = await caller.call(.post, function: position("refresh", caller))
        #expect(await iterator.next() == "refresh")
        _ = await caller.call(.post, body: #"{"payload":"p"}"#, function: position("poll", caller))
        #expect(await iterator.next() == "poll p")
        let event = CloudEvent(id: "1", source: "/till", type: "item.sold", data: ())
        _ = await caller.call(
            .post, fields: event.fields, body: #"{"id":4,"name":"cup"}"#, function: position("sold", caller))
        #expect(await iterator.next() == "sold 4")
        _ = await caller.call(
            .post, body: #"[{"id":"a","body":{"id":4,"name":"cup"}}]"#, function: position("mails", caller))
        #expect(await iterator.next() == "mails 1 mails")
    }

    @Test func anActorKeepsState() async throws {
        let caller = try Caller { Counter() }
        #expect(await caller.call(.post).text == "1")
        #expect(await caller.call(.post).text == "2")
    }
}
