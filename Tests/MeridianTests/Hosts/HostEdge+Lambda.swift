import JSONCodec
import MeridianCore
import NIOCore
import SampleEvents

@testable import Meridian

/// Lambda with one of the gateways before it.
struct LambdaEdge: HostEdge {
    let api: PlayedRuntimeAPI
    let place: HostPlace

    func request(
        _ method: HTTPMethod, _ target: String, fields: [(String, String)], body: ByteBuffer
    ) async throws -> EdgeAnswer {
        let told = await api.invoke(event(method, target, fields, body))
        if told.isFailure { return EdgeAnswer(status: 502, isCut: true) }
        return place == .lambdaStreaming ? try streamed(told) : try gathered(told)
    }

    /// A sample of the gateway's own form with a body that may be any bytes.
    private func event(
        _ method: HTTPMethod, _ target: String, _ fields: [(String, String)], _ body: ByteBuffer
    ) -> ByteBuffer {
        let request = SampleRequest(method, target, fields: fields.map { (name: $0.0, value: $0.1) })
        let sample: SampleEvent =
            switch place {
            case .lambdaVersion1: .apiGatewayV1(request)
            case .lambdaVersion2: .apiGatewayV2(request)
            case .lambdaBalancer: .loadBalancer(request, multiValue: true)
            default: .functionURL(request)
            }
        guard body.readableBytes > 0 else { return ByteBuffer(string: sample.json) }
        let isText = fields.contains { $0.0 == "content-type" && TextType.isText($0.1) }
        var writer = JSONWriter(capacity: body.readableBytes)
        if isText {
            writer.write(String(buffer: body))
        } else {
            body.withUnsafeReadableBytes { Base64.standard.write($0, json: &writer) }
        }
        // The last of several members of one name counts.
        var event = ByteBuffer(string: sample.json.dropLast() + #","isBase64Encoded":\#(!isText),"body":"#)
        event.writeImmutableBuffer(writer.finish())
        event.writeStaticString("}")
        return event
    }

    private func gathered(_ told: PlayedRuntimeAPI.Told) throws -> EdgeAnswer {
        guard let members = JSONMembers(told.body), let status = members.integer("statusCode"),
            let content = members.content("body")
        else { throw Unexpected("no answer of a gateway: \(String(buffer: told.body))") }
        var answer = EdgeAnswer(status: status)
        add(members, to: &answer.fields)
        if let multiple = members.object("multiValueHeaders") {
            for name in multiple.names { for value in multiple.strings(name) { answer.fields.append(name, value) } }
        }
        answer.body =
            members.flag("isBase64Encoded")
            ? ByteBuffer(bytes: Base64.standard.decode(String(buffer: content)) ?? []) : content
        return answer
    }

    /// A document, eight zero bytes, and the body.
    private func streamed(_ told: PlayedRuntimeAPI.Told) throws -> EdgeAnswer {
        let bytes = told.body.readableBytesView
        guard told.fields["lambda-runtime-function-response-mode"] == "streaming",
            told.fields["content-type"] == "application/vnd.awslambda.http-integration-response",
            let end = bytes.firstIndex(of: 0), bytes[end...].prefix(8).elementsEqual(repeatElement(0, count: 8)),
            let prelude = JSONMembers(ByteBuffer(bytes: bytes[..<end])), let status = prelude.integer("statusCode")
        else { throw Unexpected("no streamed answer: \(told.fields)") }
        var answer = EdgeAnswer(status: status, body: ByteBuffer(bytes: bytes[(end + 8)...]))
        add(prelude, to: &answer.fields)
        return answer
    }

    private func add(_ document: JSONMembers, to fields: inout HTTPFields) {
        document.object("headers")?.forEachText { fields.append(name: $0, value: $1) }
        for cookie in document.strings("cookies") { fields.append("set-cookie", cookie) }
    }

    func fire(timer: String, payload: String) async throws -> String? {
        let call = #"{"meridian":{"function":"\#(timer)","timer":{"payload":"\#(payload)"}}}"#
        return failure(await api.invoke(ByteBuffer(string: call)))
    }

    func send(type: String, source: String, data: String) async throws -> String? {
        let event = SampleEvent.eventBridge(source: source, detailType: type, detail: .text(data))
        return failure(await api.invoke(ByteBuffer(string: event.json)))
    }

    func deliver(_ bodies: [String], queue: String) async throws -> String? {
        let told = await api.invoke(ByteBuffer(string: SampleEvent.sqs(queue: queue, bodies: bodies).json))
        if told.isFailure { return String(buffer: told.body) }
        let failed = JSONMembers(told.body)?.array("batchItemFailures").map { String(buffer: $0) } ?? []
        return failed.isEmpty ? nil : failed.joined(separator: " ")
    }

    private func failure(_ told: PlayedRuntimeAPI.Told) -> String? {
        told.isFailure ? String(buffer: told.body) : nil
    }
}
