import JSONCodec
import MeridianCore
import NIOCore
import SampleEvents

@testable import Meridian

/// Hosts that are given requests as they came.
protocol ForwardingEdge: HostEdge {
    var client: EdgeClient { get }

    /// What the platform adds to a client's request.
    var outside: [(String, String)] { get }
}

extension ForwardingEdge {
    func request(
        _ method: HTTPMethod, _ target: String, fields: [(String, String)], body: ByteBuffer
    ) async throws -> EdgeAnswer {
        try await client.send(method, target, fields + outside, body: body)
    }

    var outside: [(String, String)] { [] }

    func post(_ path: String, _ fields: [(String, String)], _ body: String) async throws -> String? {
        let answer = try await client.send(.post, path, fields, body: ByteBuffer(string: body))
        return (200..<300).contains(answer.status) ? nil : "\(answer.status) \(answer.text)"
    }

    func event(type: String, source: String, data: String) -> String {
        #"{"specversion":"1.0","id":"e1","source":"\#(source)","type":"\#(type)","data":\#(data)}"#
    }
}

struct AppEdge: ForwardingEdge {
    let client: EdgeClient

    func fire(timer: String, payload: String) async throws -> String? {
        throw Unexpected("an app has timers of its own")
    }

    func send(type: String, source: String, data: String) async throws -> String? {
        try await post(
            "/.meridian/events", [("content-type", "application/cloudevents+json")],
            event(type: type, source: source, data: data))
    }

    func deliver(_ bodies: [String], queue: String) async throws -> String? { throw Unexpected("an app has no queues") }
}

struct KnativeEdge: ForwardingEdge {
    let client: EdgeClient

    func fire(timer: String, payload: String) async throws -> String? {
        try await post(
            "/",
            [
                ("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-type", "dev.knative.sources.ping"),
                ("ce-source", "/apis/v1/namespaces/default/pingsources/\(timer)"), ("content-type", "text/plain"),
            ], payload)
    }

    func send(type: String, source: String, data: String) async throws -> String? {
        try await post(
            "/",
            [
                ("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-type", type), ("ce-source", source),
                ("content-type", "application/json"),
            ], data)
    }

    func deliver(_ bodies: [String], queue: String) async throws -> String? {
        let events = bodies.enumerated().map { index, body in
            """
            {"specversion":"1.0","id":"partition:0/offset:\(index)","type":"dev.knative.kafka.event",
            "source":"/apis/v1/namespaces/default/kafkasources/k#\(queue)","data":\(body)}
            """
        }
        return try await post(
            "/", [("content-type", "application/cloudevents-batch+json")], "[\(events.joined(separator: ","))]")
    }
}

struct FunctionComputeEdge: ForwardingEdge {
    let client: EdgeClient

    private static let context = [
        ("x-fc-request-id", "fc-1"), ("x-fc-function-name", "shop"), ("x-fc-region", "cn-hangzhou"),
        ("x-fc-account-id", "1"), ("x-fc-access-key-id", "STS.id"), ("x-fc-access-key-secret", "secret"),
        ("x-fc-security-token", "token"),
    ]

    var outside: [(String, String)] { Self.context + [("x-fc-control-path", "/http-invoke")] }

    func fire(timer: String, payload: String) async throws -> String? {
        try await invoke(SampleEvent.functionComputeTimer(trigger: timer, payload: payload).json)
    }

    func send(type: String, source: String, data: String) async throws -> String? {
        try await invoke(event(type: type, source: source, data: data))
    }

    /// A topic hands over one message at a time.
    func deliver(_ bodies: [String], queue: String) async throws -> String? {
        for body in bodies {
            if let failure = try await invoke(SampleEvent.mns(topic: queue, message: body).json) { return failure }
        }
        return nil
    }

    private func invoke(_ event: String) async throws -> String? {
        let answer = try await client.send(
            .post, "/invoke", Self.context + [("x-fc-control-path", "/invoke")], body: ByteBuffer(string: event))
        let status = answer.fields["x-fc-status"]
        guard status == String(answer.status) else { throw Unexpected("x-fc-status is \(status ?? "missing")") }
        return status == "200" ? nil : answer.text
    }
}

struct OpenWhiskEdge: HostEdge {
    let client: EdgeClient

    func request(
        _ method: HTTPMethod, _ target: String, fields: [(String, String)], body: ByteBuffer
    ) async throws -> EdgeAnswer {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        var headers: [String: JSONValue] = [:]
        for (name, value) in fields { headers[name] = .string(value) }
        let isText = fields.contains { $0.0 == "content-type" && TextType.isText($0.1) }
        let value: [String: JSONValue] = [
            "__ow_method": .string(method.rawValue.lowercased()), "__ow_path": .string(parts[0]),
            "__ow_query": .string(parts.count > 1 ? parts[1] : ""), "__ow_headers": .object(headers),
            "__ow_body": .string(isText ? String(buffer: body) : Base64.standard.encode(body.readableBytesView)),
        ]
        let answer = try await run(String(buffer: try JSON.encode(value)))
        guard let result = JSONMembers(answer.body) else { throw Unexpected(answer.text) }
        if result.text("error") != nil { return EdgeAnswer(status: 502, isCut: true) }
        var edge = EdgeAnswer(status: result.integer("statusCode") ?? 0)
        if let headers = result.object("headers") {
            for name in headers.names {
                for value in headers[name].flatMap(JSONText.string).map({ [$0] }) ?? headers.strings(name) {
                    edge.fields.append(name, value)
                }
            }
        }
        let content = result.content("body") ?? ByteBuffer()
        let decodes = !(edge.fields["content-type"].map(TextType.isText) ?? false)
        edge.body = decodes ? ByteBuffer(bytes: Base64.standard.decode(String(buffer: content)) ?? []) : content
        return edge
    }

    func fire(timer: String, payload: String) async throws -> String? {
        try await failure(#"{"meridian":{"function":"\#(timer)","timer":{"payload":"\#(payload)"}}}"#)
    }

    func send(type: String, source: String, data: String) async throws -> String? {
        try await failure(#"{"specversion":"1.0","id":"1","source":"\#(source)","type":"\#(type)","data":\#(data)}"#)
    }

    func deliver(_ bodies: [String], queue: String) async throws -> String? {
        let messages = bodies.enumerated().map { index, body in
            #"{"topic":"\#(queue)","partition":0,"offset":\#(index),"value":\#(body)}"#
        }
        return try await failure(#"{"messages":[\#(messages.joined(separator: ","))]}"#)
    }

    private func failure(_ value: String) async throws -> String? {
        JSONMembers(try await run(value).body)?.text("error")
    }

    private func run(_ value: String) async throws -> EdgeAnswer {
        let deadline = Timestamp.now.milliseconds + 30_000
        let message = #"{"activation_id":"a1","deadline":"\#(deadline)","value":\#(value)}"#
        return try await client.send(
            .post, "/run", [("content-type", "application/json")], body: ByteBuffer(string: message))
    }
}

struct AzureEdge: ForwardingEdge {
    let client: EdgeClient

    var outside: [(String, String)] { [("x-forwarded-for", "203.0.113.9")] }

    func fire(timer: String, payload: String) async throws -> String? {
        try await trigger(timer, #""run":{"IsPastDue":false}"#)
    }

    func send(type: String, source: String, data: String) async throws -> String? {
        try await trigger("paid", #""event":\#(event(type: type, source: source, data: data))"#)
    }

    func deliver(_ bodies: [String], queue: String) async throws -> String? {
        try await trigger("mails", #""messages":[\#(bodies.joined(separator: ","))]"#)
    }

    private func trigger(_ function: String, _ data: String) async throws -> String? {
        let metadata = #"{"sys":{"MethodName":"\#(function)","UtcNow":"2026-03-01T09:30:00Z"}}"#
        return try await post(
            "/" + function, [("content-type", "application/json")], #"{"Data":{\#(data)},"Metadata":\#(metadata)}"#)
    }
}
