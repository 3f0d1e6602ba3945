import JSONCodec
import MeridianCore
import NIOCore
import SampleEvents
import Testing

@testable import Meridian

@Suite struct LambdaEventTests {
    private func read(_ json: String) throws -> LambdaEvent { try LambdaEvent(ByteBuffer(string: json)) }

    private func read(_ sample: SampleEvent) throws -> LambdaEvent { try read(sample.json) }

    private func request(_ sample: SampleEvent) throws -> GatewayRequest {
        guard case .request(let request) = try read(sample) else { throw Unexpected("no request: \(sample.json)") }
        return request
    }

    private func events(_ sample: SampleEvent) throws -> [CloudEvent<ByteBuffer>] {
        guard case .delivery(.events(let events)) = try read(sample) else { throw Unexpected("no events") }
        return events.map(\.attributes)
    }

    @Test(arguments: [
        ("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1", "01"),
        ("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700; Parent=9a9197af755a6419; Sampled=0", "00"),
        ("Self=1-a;Parent=9a9197af755a6419;Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Lineage=a:0", "00"),
    ])
    func anXRayTraceIsOneOfTheWeb(header: String, flags: String) {
        #expect(traceparent(header) == "00-5bef4de7ad49b0e87f6ef6c87fc2e700-9a9197af755a6419-\(flags)")
    }

    @Test(arguments: [
        "", ";", "Root=", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700", "Parent=9a9197af755a6419;Sampled=1",
        "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a641",
        "Root=1-00000000-000000000000000000000000;Parent=9a9197af755a6419",
        "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=0000000000000000",
        "Root=1-5BEF4DE7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419",
        "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e70g;Parent=9a9197af755a6419",
        "Root=1+5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419",
        "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a64:9",
    ])
    func whatIsNoXRayTraceIsNone(header: String) {
        #expect(traceparent(header) == nil)
    }

    private func traceparent(_ header: String) -> String? {
        var text: String?
        var header = header
        header.withUTF8 { header in
            TraceContext.withParent(xRay: UnsafeRawBufferPointer(header)) { text = String(decoding: $0, as: UTF8.self) }
        }
        // Whatever is handed on is a trace by the rules of the web.
        if let text { #expect(TraceContext(text) != nil) }
        return text
    }

    /// Room for the fields is made once, from the length of the event.
    @Test(arguments: [0, 1, 40, 700]) func headersOfAnySizeArrive(count: Int) throws {
        let headers = (0..<count).map { #""H\#($0)":"\#(String(repeating: "v", count: $0 % 3))""# }
        let more =
            #""\u0061\u0062":"\u0031","lambda-runtime-trace-id":"x","bad name":"x","":"x","n":1,"Connection":"keep-alive""#
        let event =
            #"{"rawPath":"/","headers":{\#((headers + [more]).joined(separator: ","))},"requestContext":{"http":{}}}"#
        guard case .request(let request) = try read(event) else { throw Unexpected("no request") }
        #expect(request.head.fields["ab"] == "1")
        #expect(request.head.fields.pairs.filter { $0.name.hasPrefix("h") }.count == count)
        // What Lambda says is elsewhere, so that no client can pass for it.
        #expect(request.head.fields["lambda-runtime-trace-id"] == "x")
        #expect(LambdaInvocation(LambdaTelling(HTTPFields(), requestContext: request.context)).traceID == nil)
        #expect(request.context == ByteBuffer(string: #"{"http":{}}"#))
        #expect(!request.head.fields.contains("connection"))
        #expect(request.head.fields.pairs.allSatisfy { !$0.name.isEmpty && !$0.name.contains(" ") && $0.name != "n" })
    }

    @Test func everyGatewayTellsTheSameRequest() throws {
        let sent = SampleRequest(
            .post, "/items/7?size=20&q=a%26b",
            fields: [(name: "cookie", value: "a=1; b=2"), (name: "x-y", value: "1")],
            body: "héllo")
        let forms: [(SampleEvent, GatewayRequest.Form)] = [
            (.apiGatewayV1(sent), .version1), (.apiGatewayV2(sent), .version2), (.functionURL(sent), .version2),
            (.loadBalancer(sent), .loadBalancer(multiValue: false)),
            (.loadBalancer(sent, multiValue: true), .loadBalancer(multiValue: true)),
        ]
        for (sample, form) in forms {
            let request = try request(sample)
            #expect(request.form == form)
            #expect(request.head.method == .post)
            #expect(String(buffer: request.head.target) == "/items/7?size=20&q=a%26b")
            #expect(request.head.fields["cookie"] == "a=1; b=2")
            #expect(request.head.fields["x-y"] == "1")
            #expect(String(buffer: request.body) == "héllo")
        }
    }

    @Test(arguments: [
        ("prod", "/prod/items", "/items"), ("prod", "/prod", "/"), ("prod", "/production", "/production"),
        ("$default", "/prod/items", "/prod/items"),
    ])
    func theStageOfAnHTTPAPIIsNoPartOfThePath(stage: String, path: String, wanted: String) throws {
        let sample = SampleEvent.apiGatewayV2(SampleRequest(.get, path), stage: stage)
        #expect(try request(sample).head.path == wanted)
    }

    @Test func bodiesMayBeBase64() throws {
        let event = #"{"requestContext":{"http":{"method":"PUT"}},"rawPath":"/a","body":"AP8=","isBase64Encoded":true}"#
        guard case .request(let request) = try read(event) else { throw Unexpected("no request") }
        #expect(Array(request.body.readableBytesView) == [0, 255])
        for wrong in [#""A""#, "7"] {
            let error = #expect(throws: MeridianError.self) {
                try read(
                    #"{"requestContext":{"http":{"method":"PUT"}},"rawPath":"/","body":\#(wrong),"isBase64Encoded":true}"#
                )
            }
            #expect(error?.code == .malformedDelivery)
        }
    }

    @Test(arguments: [
        ("/a b", "", "/a%20b"), ("/a%20b", "", "/a%20b"), ("/100%", "", "/100%25"), ("/é?", "", "/%C3%A9%3F"),
        ("a", "x=1", "/a?x=1"), ("/a#b", "x=a b", "/a%23b?x=a%20b"), ("/%zz", "", "/%25zz"),
    ])
    func targetsAreEncodedOnce(path: String, query: String, target: String) {
        #expect(TargetText.make(path, query: query) == target)
    }

    @Test func answersHaveTheFormOfTheirRequest() throws {
        let fields: HTTPFields = [
            "content-type": "text/plain", "set-cookie": "a=1", "set-cookie": "b=2", "vary": "x", "vary": "y",
            "content-length": "2",
        ]
        let head = ResponseHead(status: 201, fields: fields)
        func encode(_ form: GatewayRequest.Form, _ body: String = "ok") -> String {
            String(
                buffer: GatewayAnswer.encode(head, ByteBuffer(string: body), for: .get, requestID: "", as: form)
                    .finish())
        }
        #expect(
            encode(.version2)
                == #"{"statusCode":201,"headers":{"content-type":"text/plain","vary":"x, y"},"#
                + #""cookies":["a=1","b=2"],"body":"ok","isBase64Encoded":false}"#)
        let multiple =
            #""multiValueHeaders":{"content-type":["text/plain"],"set-cookie":["a=1","b=2"],"vary":["x","y"]},"#
            + #""body":"ok","isBase64Encoded":false}"#
        #expect(encode(.version1) == #"{"statusCode":201,"# + multiple)
        #expect(
            encode(.loadBalancer(multiValue: true))
                == #"{"statusCode":201,"statusDescription":"201 Created","# + multiple)
        #expect(
            encode(.loadBalancer(multiValue: false))
                == #"{"statusCode":201,"statusDescription":"201 Created","headers":{"content-type":"text/plain","#
                + #""set-cookie":"b=2","vary":"x, y"},"body":"ok","isBase64Encoded":false}"#)
    }

    @Test func whatIsNoTextIsBase64() throws {
        let binary = GatewayAnswer.encode(
            ResponseHead(status: 200), ByteBuffer(bytes: [0xFF, 0x00]), for: .get, requestID: "", as: .version2
        ).finish()
        #expect(JSONMembers(binary)?.text("body") == "/wA=")
        #expect(JSONMembers(binary)?.flag("isBase64Encoded") == true)
        let packed = GatewayAnswer.encode(
            ResponseHead(status: 200, fields: ["content-encoding": "gzip"]), ByteBuffer(string: "plain"), for: .get,
            requestID: "", as: .version2
        ).finish()
        #expect(JSONMembers(packed)?.text("body") == "cGxhaW4=")
    }

    @Test(arguments: [HTTPFields(), ["content-encoding": "identity"]], ["", "a \"quoted\" line\nand ü 🎉"])
    func textIsToldLikeTheSameBytes(_ fields: HTTPFields, _ text: String) {
        for (method, status) in [(HTTPMethod.get, 200), (.head, 200), (.get, 204)] {
            let head = ResponseHead(status: status, fields: fields)
            let told = GatewayAnswer.encode(head, text, for: method, requestID: "r-1", as: .version2).finish()
            let bytes = GatewayAnswer.encode(
                head, ByteBuffer(string: text), for: method, requestID: "r-1", as: .version2
            ).finish()
            #expect(String(buffer: told) == String(buffer: bytes))
        }
    }

    @Test func messagesOfSQSKeepTheirBodies() throws {
        let sample = SampleEvent.sqs(
            queue: "mails", bodies: [#"{"id": 12345678901234567890}"#, "plain"], receiveCount: 3)
        guard case .delivery(.messages(let messages, let queue)) = try read(sample) else {
            throw Unexpected("no messages")
        }
        #expect(queue == "mails")
        #expect(messages.map(\.attempt) == [3, 3])
        let (_, body) = DeliveredMessage.request(messages)
        #expect(
            String(buffer: body)
                == #"[{"id":"00000000-0000-4000-8000-000000000001","attempt":3,"body":{"id": 12345678901234567890}},"#
                + #"{"id":"00000000-0000-4000-8000-000000000002","attempt":3,"body":"plain"}]"#)
    }

    @Test func otherServicesTellEvents() throws {
        let object = try #require(try events(.s3(bucket: "photos", key: "in/red lamp.jpg")).first)
        #expect(object.type == "com.amazonaws.s3.ObjectCreated:Put")
        #expect(object.source == "aws:s3.us-east-1.photos")
        #expect(object.subject == "in/red lamp.jpg")
        #expect(JSONMembers(object.data)?.object("s3") != nil)
        let notification = try #require(try events(.sns(topic: "orders", message: #"{"id":7}"#, subject: "paid")).first)
        #expect(notification.type == "com.amazonaws.sns.notification")
        #expect(notification.source.hasSuffix(":orders"))
        #expect(notification.subject == "paid")
        #expect(String(buffer: notification.data) == #"{"id":7}"#)
        let plain = try #require(try events(.sns(message: "hello")).first)
        #expect(plain.dataContentType == "text/plain")
        let bus = try #require(try events(.eventBridge(source: "com.example", detailType: "order.paid")).first)
        #expect(bus.type == "order.paid")
        #expect(bus.source == "com.example")
        #expect(bus.extensions["region"] == "us-east-1")
        let carried = #"{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{"a":1}}"#
        let inner = try #require(try events(.sns(message: carried)).first)
        #expect(inner.type == "t")
        let stream = try read(
            #"{"Records":[{"eventID":"1","eventName":"INSERT","eventSource":"aws:dynamodb","eventSourceARN":"arn:t"}]}"#
        )
        guard case .delivery(.events(let changes)) = stream else { throw Unexpected("no events") }
        #expect(changes.first?.attributes.type == "com.amazonaws.dynamodb.INSERT")
    }

    @Test func schedulesRunTimers() throws {
        guard case .delivery(.timer(let run, let names, _)) = try read(.scheduled(rule: "nightly")) else {
            throw Unexpected("no timer")
        }
        #expect(names == ["nightly"])
        #expect(run.time == "2026-03-01T09:30:00Z")
    }
}
