import JSONCodec
import MeridianCore
import NIOCore

/// A request as OpenWhisk hands it to a web action, best to a raw one; a web action that is not raw has its query and
/// its body taken apart into parameters, and they are put together again.
struct WhiskRequest: Sendable {
    var head: RequestHead
    var body: ByteBuffer

    /// - Returns: `nil` when the parameters are no request.
    /// - Throws: ``ErrorCode/malformedDelivery``.
    init?(_ parameters: JSONMembers) throws(MeridianError) {
        guard let name = parameters.text("__ow_method") else { return nil }
        let method = HTTPMethod(name.uppercased())
        guard HTTPMethod.isToken(method) else {
            throw MeridianError(.malformedDelivery, "the web action's '__ow_method' is no method", status: 400)
        }
        var fields = HTTPFields(capacity: 512)
        parameters.object("__ow_headers")?.forEachText { name, value in
            if HTTPSyntax.isOfRequest(name) { fields.append(name: name, value: value) }
        }
        let path = parameters.text("__ow_path") ?? ""
        let isRaw = parameters["__ow_query"] != nil || parameters["__ow_body"] != nil
        var query = parameters.text("__ow_query") ?? ""
        body = ByteBuffer()
        if let content = parameters.content("__ow_body") {
            body = Self.decoded(content, fields["content-type"])
        } else if !isRaw {
            let rest = parameters.names.filter { !$0.hasPrefix("__ow_") }
            if method == .get || method == .head || method == .delete {
                query = Self.query(of: parameters, rest)
            } else if !rest.isEmpty {
                body = Self.document(of: parameters, rest)
                fields.set("content-type", "application/json")
            }
        }
        head = RequestHead(
            method: method, target: TargetText.make(path.isEmpty ? "/" : path, query: query), fields: fields)
    }

    /// OpenWhisk encodes bodies of types that it does not know as text.
    private static func decoded(_ content: ByteBuffer, _ type: String?) -> ByteBuffer {
        if let type, TextType.isText(type) { return content }
        guard let bytes = Base64.standard.decode(String(buffer: content)) else { return content }
        return ByteBuffer(bytes: bytes)
    }

    private static func query(of parameters: JSONMembers, _ names: [String]) -> String {
        names.compactMap { name in
            guard let value = parameters[name] else { return nil }
            let text = JSONText.string(value) ?? String(buffer: value)
            return TargetText.encodeItem(name) + "=" + TargetText.encodeItem(text)
        }.joined(separator: "&")
    }

    private static func document(of parameters: JSONMembers, _ names: [String]) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        for name in names {
            writer.key(name)
            if let value = parameters[name] {
                value.withUnsafeReadableBytes { writer.write(json: $0) }
            } else {
                writer.writeNull()
            }
        }
        writer.endObject()
        return writer.finish()
    }

    /// The answer as a web action gives it: several values of a field as an array, bytes that are no text as Base64.
    static func encode(_ head: ResponseHead, _ body: ByteBuffer, for request: RequestHead) -> ByteBuffer {
        let body = request.method == .head || !head.allowsBody ? ByteBuffer() : body
        let type = head.fields["content-type"]
        let isText = type.map(TextType.isText) ?? (body.readableBytes == 0) && !head.fields.has("content-encoding")
        var writer = JSONWriter(capacity: 512 + body.readableBytes)
        writer.beginObject()
        writer.key("statusCode")
        writer.write(head.status)
        writer.key("headers")
        writer.beginObject()
        for (name, values) in GatewayAnswer.grouped(head.fields) {
            writer.key(name)
            if values.count == 1 {
                writer.write(values[0])
            } else {
                writer.beginArray()
                for value in values {
                    writer.element()
                    writer.write(value)
                }
                writer.endArray()
            }
        }
        writer.endObject()
        writer.key("body")
        if isText {
            writer.write(String(buffer: body))
        } else {
            body.withUnsafeReadableBytes { Base64.standard.write($0, json: &writer) }
        }
        writer.endObject()
        return writer.finish()
    }
}
