import JSONCodec
import MeridianCore
import NIOCore
import SampleEvents
import TestSupport
import Testing

@testable import Meridian

/// Whatever a platform sends: it is read or refused, and the process goes on.
@Suite(.timeLimit(.minutes(1)))
struct DeliveryFuzzTests {
    private static let samples: [String] =
        [
            SampleEvent.apiGatewayV1(), .apiGatewayV2(), .loadBalancer(), .loadBalancer(multiValue: true), .sqs(),
            .sns(),
            .s3(), .eventBridge(), .scheduled(), .oss(), .functionComputeTimer(), .mns(), .logService(),
        ].map(\.json) + [
            #"{"__ow_method":"post","__ow_path":"/a","__ow_headers":{"a":"b"},"__ow_body":"AAA="}"#,
            #"{"Data":{"req":{"Url":"http://h/a?b","Method":"GET","Headers":{"A":["b"]}}},"Metadata":{"sys":{}}}"#,
            #"[{"specversion":"1.0","id":"1","source":"/s","type":"t","data_base64":"AA=="}]"#,
            #"{"meridian":{"function":"f","timer":{"payload":"p"},"data":[1,"\ud83d\ude00"]}}"#,
        ]

    @Test(arguments: 0..<8 as Range<UInt64>)
    func mutatedEventsNeverTrap(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let function = FunctionManifest(
            name: FunctionName("f")!, description: nil, triggers: [.event(type: "*")], options: FunctionOptions())
        for _ in 0..<300 {
            var bytes = Array((Self.samples.randomElement(using: &generator) ?? "").utf8)
            for _ in 0..<Int.random(in: 0...5, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(Array(#"{}[],:"0n\"#.utf8).randomElement(using: &generator) ?? 0, at: place)
                default: bytes.removeSubrange(place..<min(bytes.count, place + 9))
                }
                if bytes.isEmpty { break }
            }
            let event = ByteBuffer(bytes: bytes)
            _ = try? LambdaEvent(event)
            _ = FunctionComputeEvent.read(event)
            if let members = JSONMembers(event) {
                _ = try? WhiskRequest(members)
                _ = WhiskEvent.read(members, event)
            }
            if let payload = try? AzurePayload(event) {
                _ = try? payload.request()
                _ = try? payload.delivery(to: function)
            }
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func anyTargetIsOneThatAServerTakes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 0...20, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let target = TargetText.make(text, query: text)
            #expect(target.first == "/")
            #expect(target.utf8.allSatisfy { HTTPSyntax.isTarget($0) && $0 != UInt8(ascii: "#") })
            // What is encoded is not encoded again.
            let path = String(target.prefix { $0 != "?" })
            #expect(TargetText.make(path, query: "") == path)
            #expect(PercentEncoding.decode(TargetText.encodeItem(text).utf8) == text)
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func anyAnswerIsJSON(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let bytes = (0..<Int.random(in: 0...64, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let body = ByteBuffer(bytes: bytes)
            var fields: HTTPFields = ["set-cookie": "a"]
            fields.append("x-any", String(decoding: bytes, as: UTF8.self))
            let answer = GatewayAnswer.encode(
                ResponseHead(status: 200, fields: fields), body, for: .get, requestID: "",
                as: .version2
            ).finish()
            let members = try #require(JSONMembers(answer))
            let content = try #require(members.text("body"))
            let decoded = members.flag("isBase64Encoded") ? Base64.standard.decode(content) : Array(content.utf8)
            #expect(decoded == bytes)
        }
    }
}
