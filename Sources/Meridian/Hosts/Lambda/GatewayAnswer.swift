import JSONCodec
import MeridianCore
import NIOCore

/// An answer to a request in the form that its gateway wants.
enum GatewayAnswer {
    static func encode(
        _ head: ResponseHead, _ body: ByteBuffer, for request: RequestHead, as form: GatewayRequest.Form
    ) -> ByteBuffer {
        let body = request.method == .head || !head.allowsBody ? ByteBuffer() : body
        var writer = JSONWriter(capacity: 512 + body.readableBytes)
        writer.beginObject()
        writer.key("statusCode")
        writer.write(head.status)
        switch form {
        case .version1: write(multiple: head.fields, to: &writer)
        case .version2: writeJoined(head.fields, cookies: "cookies", to: &writer)
        case .loadBalancer(let multiValue):
            writer.key("statusDescription")
            writer.write("\(head.status) \(StatusName.ofAny(head.status))")
            if multiValue {
                write(multiple: head.fields, to: &writer)
            } else {
                writeJoined(head.fields, cookies: nil, to: &writer)
            }
        }
        write(body, isEncoded: head.fields.has("content-encoding"), to: &writer)
        writer.endObject()
        return writer.finish()
    }

    /// What comes before the body of a streamed answer: status and fields, then eight zero bytes.
    static func prelude(_ head: ResponseHead) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("statusCode")
        writer.write(head.status)
        writeJoined(head.fields, cookies: "cookies", to: &writer)
        writer.endObject()
        var bytes = writer.finish()
        bytes.writeInteger(UInt64(0))
        return bytes
    }

    private static func write(multiple fields: HTTPFields, to writer: inout JSONWriter) {
        writer.key("multiValueHeaders")
        writer.beginObject()
        for (name, values) in grouped(fields) {
            writer.key(name)
            writer.beginArray()
            for value in values {
                writer.element()
                writer.write(value)
            }
            writer.endArray()
        }
        writer.endObject()
    }

    /// - Parameter cookies: The member that has them one by one; without one only the last of them can be told.
    private static func writeJoined(_ fields: HTTPFields, cookies: String?, to writer: inout JSONWriter) {
        var setCookies: [String] = []
        writer.key("headers")
        writer.beginObject()
        for (name, values) in grouped(fields) {
            if name == "set-cookie" {
                setCookies = values
                if cookies != nil { continue }
            }
            writer.key(name)
            writer.write(name == "set-cookie" ? values[values.count - 1] : values.joined(separator: ", "))
        }
        writer.endObject()
        guard let cookies, !setCookies.isEmpty else { return }
        writer.key(cookies)
        writer.beginArray()
        for cookie in setCookies {
            writer.element()
            writer.write(cookie)
        }
        writer.endArray()
    }

    /// Text as it is, everything else as Base64.
    private static func write(_ body: ByteBuffer, isEncoded: Bool, to writer: inout JSONWriter) {
        let text = isEncoded ? nil : String(validating: body.readableBytesView, as: UTF8.self)
        writer.key("body")
        if let text {
            writer.write(text)
        } else {
            body.withUnsafeReadableBytes { Base64.standard.write($0, json: &writer) }
        }
        writer.key("isBase64Encoded")
        writer.write(text == nil)
    }

    /// The values of each name, without what belongs to a connection.
    static func grouped(_ fields: HTTPFields) -> [(name: String, values: [String])] {
        var groups: [(name: String, values: [String])] = []
        for (name, value) in fields.pairs {
            if name == "content-length" || name == "connection" || name == "transfer-encoding" { continue }
            if let index = groups.firstIndex(where: { $0.name == name }) {
                groups[index].values.append(value)
            } else {
                groups.append((name, [value]))
            }
        }
        return groups
    }
}
