import JSONCodec
import MeridianCore
import NIOCore
import Testing

@testable import Meridian

@Suite(.timeLimit(.minutes(1)))
struct EventTests {
    struct Order: Codable, Sendable, Equatable {
        var id: Int
    }

    private func caller(_ seen: @escaping @Sendable (CloudEvent<Order>) -> Void) throws -> Caller {
        try Caller {
            Function("paid", .event(type: "order.paid")) { (event: CloudEvent<Order>, _) in seen(event) }
        }
    }

    @Test func binaryEventsAreTypedAndMayBeAsync() async throws {
        let (events, arrival) = AsyncStream<CloudEvent<Order>>.makeStream()
        let caller = try Caller {
            Function("sync", .event(type: "a")) { (event: CloudEvent<Order>, _) in arrival.yield(event) }
            Function("async", .event(type: "a")) { (event: CloudEvent<Order>, _) in
                await Task.yield()
                arrival.yield(event)
            }
        }
        let event = CloudEvent(
            id: "1", source: "/shop", type: "order.paid", subject: "Käse", time: "2026-03-01T09:30:00Z",
            extensions: ["tenant": "t1"], data: Order(id: 7))
        var iterator = events.makeAsyncIterator()
        for function in 0...1 {
            let answer = await caller.call(.post, fields: event.fields, body: #"{"id":7}"#, function: function)
            #expect(answer.head.status == 204)
            #expect(await iterator.next() == event)
        }
    }

    @Test(arguments: [
        (["ce-id": "1", "ce-source": "/s", "ce-type": "a", "ce-specversion": "1.0"], #"{"id":"x"}"#, "id"),
        (["ce-id": "1", "ce-source": "/s", "ce-type": "a", "ce-specversion": "1.0"], "", nil),
        (["ce-id": "1", "ce-source": "/s", "ce-type": "a", "ce-specversion": "0.3"], #"{"id":1}"#, nil),
        (["ce-id": "1", "ce-type": "a", "ce-specversion": "1.0"], #"{"id":1}"#, nil),
    ])
    func badEventsAreRefused(fields: [String: String], body: String, field: String?) async throws {
        let caller = try caller { _ in Issue.record("the handler is called") }
        var head = HTTPFields()
        for (name, value) in fields { head.append(name, value) }
        let answer = await caller.call(.post, fields: head, body: body)
        #expect(answer.head.status == 400)
        #expect(answer.members["code"] == "MER-1104")
        #expect(answer.members["field"] == field.map { .string($0) })
    }

    @Test func dataMayBeBytesTextOrAbsent() async throws {
        let (texts, arrival) = AsyncStream<String>.makeStream()
        let caller = try Caller {
            Function("bytes", .event(type: "a")) { (event: CloudEvent<ByteBuffer>, _) in
                arrival.yield(String(buffer: event.data))
            }
            Function("text", .event(type: "a")) { (event: CloudEvent<String>, _) in arrival.yield(event.data) }
            Function("maybe", .event(type: "a")) { (event: CloudEvent<Order?>, _) in
                arrival.yield("\(event.data?.id ?? 0)")
            }
        }
        let event = CloudEvent(id: "1", source: "/s", type: "a", dataContentType: "text/plain", data: ())
        var iterator = texts.makeAsyncIterator()
        for function in 0...1 {
            _ = await caller.call(.post, fields: event.fields, body: "raw", function: function)
            #expect(await iterator.next() == "raw")
        }
        _ = await caller.call(.post, fields: event.fields, function: 2)
        #expect(await iterator.next() == "0")
    }

    @Test func queueMessagesAreTyped() async throws {
        let (batches, arrival) = AsyncStream<[QueueMessage<Order>]>.makeStream()
        let caller = try Caller {
            Function("mails", .queue("mails")) { (messages: [QueueMessage<Order>], _) in arrival.yield(messages) }
        }
        let body = #"[{"id":"a","body":{"id":1}},{"id":"b","attempt":3,"body":{"id":2}}]"#
        #expect(await caller.call(.post, body: body).head.status == 204)
        var iterator = batches.makeAsyncIterator()
        #expect(
            await iterator.next() == [
                QueueMessage(id: "a", body: Order(id: 1)), QueueMessage(id: "b", attempt: 3, body: Order(id: 2)),
            ])
        let bad = await caller.call(.post, body: #"[{"id":"a","body":{"id":"x"}}]"#)
        #expect(bad.members["field"] == "[0].body.id")
    }

    @Test func structuredEventsAreRead() throws {
        let head = RequestHead(
            method: .post, target: "/", fields: ["content-type": "application/cloudevents+json; charset=utf-8"])
        let json = """
            {"specversion": "1.0", "id": "1", "source": "/s", "type": "a", "count": 3, "flag": true, "none": null,
             "data": {"id": 7, "list": [1.5, null]}}
            """
        let events = try EventEnvelope.read(head, ByteBuffer(string: json))
        let event = try #require(events.first?.attributes)
        #expect(event.extensions == ["count": "3", "flag": "true"])
        #expect(event.dataContentType == "application/json")
        #expect(
            try JSON.decode(JSONValue.self, from: event.data) == ["id": 7, "list": [1.5, nil]])
        let bytes = try EventEnvelope(
            ["specversion": "1.0", "id": "1", "source": "/s", "type": "a", "data_base64": "AAEC"])
        #expect(bytes.attributes.data == ByteBuffer(bytes: [0, 1, 2]))
        let text = try EventEnvelope(
            [
                "specversion": "1.0", "id": "1", "source": "/s", "type": "a", "datacontenttype": "text/plain",
                "data": "hi",
            ])
        #expect(text.attributes.data == ByteBuffer(string: "hi"))
    }

    @Test(arguments: [
        ("application/cloudevents+json", "[]", "no JSON object"),
        ("application/cloudevents+json", "{", "not valid JSON"),
        ("application/cloudevents+json", #"{"id": "1", "source": "/s", "specversion": "1.0"}"#, "'type'"),
        ("application/cloudevents+json", #"{"id": [1]}"#, "'id'"),
        ("application/cloudevents+json", #"{"Bad-Name": "1"}"#, "'Bad-Name'"),
        (
            "application/cloudevents+json",
            #"{"specversion": "1.0", "id": "1", "source": "/s", "type": "a", "data": 1, "data_base64": ""}"#, "both"
        ),
        (
            "application/cloudevents+json",
            #"{"specversion": "1.0", "id": "1", "source": "/s", "type": "a", "data_base64": "?"}"#, "Base64"
        ),
        ("application/cloudevents+avro", "", "cloudevents+avro"),
        ("application/cloudevents-batch+json", "{}", "no JSON array"),
        ("application/cloudevents-batch+json", "[{}]", "event 0"),
        ("application/json", "{}", "'specversion'"),
    ])
    func malformedEnvelopesAreRefused(contentType: String, body: String, reason: String) {
        let head = RequestHead(method: .post, target: "/", fields: ["content-type": contentType])
        do throws(MeridianError) {
            _ = try EventEnvelope.read(head, ByteBuffer(string: body))
            Issue.record("it is read")
        } catch {
            #expect(error.code == .badEvent)
            #expect(error.message.contains(reason), "\(error.message)")
        }
    }
}
