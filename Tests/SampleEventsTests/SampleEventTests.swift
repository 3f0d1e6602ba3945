import FoundationEssentials
import MeridianCore
import Testing

@testable import SampleEvents

/// Any JSON value, read again by another reader than the one that wrote it.
private enum Value: Decodable, Equatable {
    case null, bool(Bool), number(Double), string(String), array([Value]), object([String: Value])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([Value].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: Value].self))
        }
    }

    init(_ text: String) throws { self = try JSONDecoder().decode(Value.self, from: Data(text.utf8)) }

    /// What lies at a path such as `Records.0.body`.
    subscript(path: String) -> Value? {
        path.split(separator: ".").reduce(self) { value, step in
            switch value {
            case .object(let members)?: members[String(step)]
            case .array(let elements)?: Int(step).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            default: nil
            }
        }
    }
}

@Suite struct SampleEventTests {
    @Test(arguments: SampleKind.all.map(\.name))
    func everyKindIsJSONInBothForms(name: String) throws {
        let kind = try #require(SampleKind.named(name))
        let event = try kind.event()
        #expect(try Value(event.document.pretty) == Value(event.json))
        #expect(!event.json.contains("\n"))
    }

    @Test(arguments: SampleKind.all.map(\.name))
    func everyFieldMakesADifference(name: String) throws {
        let kind = try #require(SampleKind.named(name))
        let standard = try kind.event()
        for field in kind.fields {
            // The type of a body shows only when there is one.
            var values = field.name == "content-type" ? ["body": "x"] : [:]
            let before = values.isEmpty ? standard : try kind.event(values)
            values[field.name] =
                switch field.name {
                case "count", "attempt", "shard", "size": "7"
                case "method": "PUT"
                case "time": "2027-01-01T00:00:00Z"
                default: "/other"
                }
            #expect(try kind.event(values) != before, "\(field.name)")
        }
    }

    /// Paths that consumers of each payload read, with what they must find there.
    @Test(arguments: [
        ("timer", "time", "2026-03-01T09:30:00.000Z"), ("queue", "0.id", "1"), ("cloudevent", "specversion", "1.0"),
        ("cloudevent", "data.order", "1001"), ("http", "path", "/items/7?size=20"),
        ("apigw", "version", "2.0"), ("apigw", "requestContext.http.method", "GET"),
        ("apigw", "queryStringParameters.size", "20"), ("apigw", "rawQueryString", "size=20"),
        ("apigw", "requestContext.time", "01/Mar/2026:09:30:00 +0000"),
        ("apigw-v1", "httpMethod", "GET"), ("apigw-v1", "pathParameters.proxy", "items/7"),
        ("apigw-v1", "multiValueQueryStringParameters.size.0", "20"),
        ("apigw-v1", "requestContext.path", "/prod/items/7"),
        ("function-url", "requestContext.accountId", "anonymous"), ("alb", "queryStringParameters.size", "20"),
        ("alb", "headers.x-forwarded-proto", "https"), ("sqs", "Records.0.eventSource", "aws:sqs"),
        ("sqs", "Records.0.attributes.ApproximateReceiveCount", "1"),
        ("sns", "Records.0.Sns.Message", #"{"order":"1001"}"#),
        ("s3", "Records.0.s3.object.key", "in/red+lamp.jpg"), ("s3", "Records.0.s3.bucket.name", "photos"),
        ("eventbridge", "detail-type", "order.paid"), ("eventbridge", "detail.order", "1001"),
        ("scheduled", "detail-type", "Scheduled Event"),
        ("scheduled", "resources.0", "arn:aws:events:us-east-1:123456789012:rule/nightly"),
        ("fc-http", "requestContext.timeEpoch", "1772357400000"), ("fc-http", "version", "v1"),
        ("oss", "events.0.oss.object.key", "in/red lamp.jpg"), ("oss", "events.0.eventSource", "acs:oss"),
        ("fc-timer", "triggerTime", "2026-03-01T09:30:00Z"), ("mns", "TopicName", "orders"),
        ("sls", "source.logstoreName", "access"),
    ])
    func whatConsumersReadIsThere(kind: String, path: String, text: String) throws {
        let event = try #require(SampleKind.named(kind)).event()
        #expect(try Value(event.json)[path] == .string(text))
    }

    @Test func nullsStandWhereTheGatewayPutsThem() throws {
        let event = try Value(SampleEvent.apiGatewayV1(SampleRequest(.get, "/")).json)
        #expect(event["queryStringParameters"] == .null)
        #expect(event["body"] == .null)
        #expect(try Value(SampleEvent.apiGatewayV2(SampleRequest(.get, "/")).json)["queryStringParameters"] == nil)
    }

    @Test func repeatedItemsAndCookiesAreToldAsEachGatewayDoes() throws {
        let request = SampleRequest(
            .post, "/?a=1&a=2&b=x%20y", fields: [("cookie", "a=1; b=2"), ("x-many", "1"), ("x-many", "2")], body: "hi")
        let second = try Value(SampleEvent.apiGatewayV2(request).json)
        #expect(second["queryStringParameters.a"] == .string("1,2"))
        #expect(second["queryStringParameters.b"] == .string("x y"))
        #expect(second["cookies"] == .array([.string("a=1"), .string("b=2")]))
        #expect(second["headers.cookie"] == nil)
        #expect(second["headers.x-many"] == .string("1,2"))
        #expect(second["body"] == .string("hi"))
        let first = try Value(SampleEvent.apiGatewayV1(request).json)
        #expect(first["queryStringParameters.a"] == .string("2"))
        #expect(first["multiValueHeaders.x-many"] == .array([.string("1"), .string("2")]))
        let balancer = try Value(SampleEvent.loadBalancer(request, multiValue: true).json)
        #expect(balancer["multiValueQueryStringParameters.b"] == .array([.string("x%20y")]))
        #expect(balancer["headers"] == nil)
    }

    @Test func aRemovedObjectHasNoSize() throws {
        let event = try Value(SampleEvent.s3(key: "ä b", event: "ObjectRemoved:Delete").json)
        #expect(event["Records.0.s3.object.size"] == nil)
        #expect(event["Records.0.s3.object.key"] == .string("%C3%A4+b"))
    }

    /// The test suite of RFC 1321, A.5, and lengths around the end of a block.
    @Test(arguments: [
        ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
        ("abc", "900150983cd24fb0d6963f7d28e17f72"), ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
        (
            "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
            "57edf4a22be3c955ac49da2e2107b67a"
        ),
    ])
    func digestsAreThoseOfTheStandard(text: String, digest: String) {
        #expect(SampleDigest.md5(text) == digest)
    }

    /// RFC 4648, §10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"), ("\u{7F}\u{3FF}", "f8+/"),
    ])
    func base64IsThatOfTheStandard(text: String, encoded: String) {
        #expect(SampleText.base64(text) == encoded)
    }

    @Test func everyModeCarriesTheSameEvent() throws {
        let event = SampleEvent.cloudEvent(subject: "ä", extensions: [("tenant", "a b")])
        let structured = SampleRequest.cloudEvents([event])
        #expect(structured.fields.map(\.value) == ["application/cloudevents+json"])
        #expect(structured.body == event.json)
        let binary = SampleRequest.cloudEvents([event], mode: .binary)
        let fields = Dictionary(uniqueKeysWithValues: binary.fields.map { ($0.name, $0.value) })
        #expect(fields["ce-type"] == "com.example.order.paid")
        #expect(fields["ce-subject"] == "%C3%A4")
        #expect(fields["ce-tenant"] == "a%20b")
        #expect(fields["content-type"] == "application/json")
        #expect(fields["ce-datacontenttype"] == nil)
        #expect(binary.body == #"{"order":"1001"}"#)
        let batch = SampleRequest.cloudEvents([event, event], mode: .batched)
        #expect(try Value(batch.body) == .array([Value(event.json), Value(event.json)]))
    }

    @Test func whatCantBeSetIsRefusedByName() throws {
        let queue = try #require(SampleKind.named("queue"))
        #expect(throws: SampleFailure.self) { try queue.event(["bodies": "x"]) }
        let failure = #expect(throws: SampleFailure.self) { try queue.event(["count": "0"]) }
        #expect(failure?.description.contains("'count'") == true)
        #expect(throws: SampleFailure.self) { try #require(SampleKind.named("apigw")).event(["path": "/a b"]) }
        #expect(throws: SampleFailure.self) { try #require(SampleKind.named("timer")).event(["time": "noon"]) }
        #expect(throws: SampleFailure.self) { try #require(SampleKind.named("cloudevent")).event(["type": ""]) }
    }
}

@Suite struct SampleJSONTests {
    @Test(arguments: [
        ("{\"a\":[1,true,null]}", true), ("1.5e3", true), ("\"x\"", true), ("", false), ("{", false), ("text", false),
        ("{} {}", false),
    ])
    func onlyJSONIsTakenForJSON(text: String, isJSON: Bool) {
        #expect(SampleJSON.isJSON(text) == isJSON)
        #expect(SampleJSON(written: text) == (isJSON ? .text(text) : .string(text)))
    }

    @Test func stringsSurviveAnyCharacter() throws {
        let scalars = (0..<0x300).compactMap(Unicode.Scalar.init) + ["\u{1F600}", "\u{2028}"]
        let text = String(String.UnicodeScalarView(scalars))
        #expect(try Value(SampleJSON.string(text).compact) == .string(text))
        #expect(try Value(SampleJSON.object([.init(text, 1)]).pretty) == .object([text: .number(1)]))
    }

    @Test func prettyTextIsIndented() {
        let value: SampleJSON = ["a": [1, []], "b": [:]]
        #expect(value.pretty == "{\n  \"a\": [\n    1,\n    []\n  ],\n  \"b\": {}\n}")
        #expect(value.compact == #"{"a":[1,[]],"b":{}}"#)
    }
}
