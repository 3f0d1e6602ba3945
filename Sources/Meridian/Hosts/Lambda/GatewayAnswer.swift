import JSONCodec
import MeridianCore
import NIOCore

/// An answer to a request in the form that its gateway wants.
enum GatewayAnswer {
    /// - Parameter requestID: The id of an answer without one.
    static func encode(
        _ head: ResponseHead, _ body: ByteBuffer, for method: HTTPMethod, requestID: String,
        as form: GatewayRequest.Form
    ) -> JSONWriter {
        let body = method == .head || !head.allowsBody ? ByteBuffer() : body
        var writer = begin(head, requestID, form, room: body.readableBytes)
        write(body, isEncoded: head.fields.has("content-encoding"), to: &writer)
        writer.endObject()
        return writer
    }

    /// - Parameters:
    ///   - text: The body.
    ///   - requestID: The id of an answer without one.
    static func encode(
        _ head: ResponseHead, _ text: String, for method: HTTPMethod, requestID: String,
        as form: GatewayRequest.Form
    ) -> JSONWriter {
        guard !head.fields.has("content-encoding") else {
            return encode(head, ByteBuffer(string: text), for: method, requestID: requestID, as: form)
        }
        let text = method == .head || !head.allowsBody ? "" : text
        var writer = begin(head, requestID, form, room: text.utf8.count)
        writer.key("body")
        writer.write(text)
        writer.key("isBase64Encoded")
        writer.write(false)
        writer.endObject()
        return writer
    }

    /// All that comes before the body.
    private static func begin(
        _ head: ResponseHead, _ requestID: String, _ form: GatewayRequest.Form, room: Int
    ) -> JSONWriter {
        var writer = JSONWriter(capacity: 512 + room)
        writer.beginObject()
        writer.key("statusCode")
        writer.write(head.status)
        switch form {
        case .version1: write(multiple: head.fields.identified(requestID), to: &writer)
        case .version2: writeJoined(head.fields, requestID, cookies: "cookies", to: &writer)
        case .loadBalancer(let multiValue):
            writer.key("statusDescription")
            writer.write("\(head.status) \(StatusName.ofAny(head.status))")
            if multiValue {
                write(multiple: head.fields.identified(requestID), to: &writer)
            } else {
                writeJoined(head.fields, requestID, cookies: nil, to: &writer)
            }
        }
        return writer
    }

    /// What comes before the body of a streamed answer: status and fields, then eight zero bytes.
    static func prelude(_ head: ResponseHead) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("statusCode")
        writer.write(head.status)
        writeJoined(head.fields, "", cookies: "cookies", to: &writer)
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
    private static func writeJoined(
        _ fields: HTTPFields, _ requestID: String, cookies: String?, to writer: inout JSONWriter
    ) {
        writer.key("headers")
        if isPlain(fields) { return write(plain: fields, requestID, to: &writer) }
        let fields = fields.identified(requestID)
        var setCookies: [String] = []
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

    /// Whether every field can be written as it is: all are ASCII, none is a cookie, and no name comes twice. Names are told
    /// apart by a few of their bits, so that some may be taken for the same.
    private static func isPlain(_ fields: HTTPFields) -> Bool {
        var isPlain = true
        var seen: UInt64 = 0
        fields.forEach { name, value in
            let bits = name.count &+ 7 &* Int(name.first ?? 0) &+ 13 &* Int(name.last ?? 0)
            let bit = 1 &<< UInt64(truncatingIfNeeded: bits & 63)
            if seen & bit != 0 || !value.isASCII || name.elementsEqual("set-cookie".utf8) { isPlain = false }
            seen |= bit
        }
        return isPlain
    }

    private static func write(plain fields: HTTPFields, _ requestID: String, to writer: inout JSONWriter) {
        writer.beginObject()
        fields.forEach { name, value in
            guard !isOfConnection(name) else { return }
            writer.key(utf8: name.bindMemory(to: UInt8.self))
            writer.write(utf8: value.bindMemory(to: UInt8.self))
        }
        if !requestID.isEmpty, !fields.has("x-request-id") {
            writer.key("x-request-id")
            writer.write(requestID)
        }
        writer.endObject()
    }

    private static func isOfConnection(_ name: UnsafeRawBufferPointer) -> Bool {
        switch name.count {
        case 14: name.elementsEqual("content-length".utf8)
        case 10: name.elementsEqual("connection".utf8)
        case 17: name.elementsEqual("transfer-encoding".utf8)
        default: false
        }
    }

    /// Text as it is, everything else as Base64.
    private static func write(_ body: ByteBuffer, isEncoded: Bool, to writer: inout JSONWriter) {
        writer.key("body")
        let isText =
            !isEncoded
            && body.withUnsafeReadableBytes { bytes in
                let isText = bytes.isASCII || String(validating: bytes, as: UTF8.self) != nil
                if isText { writer.write(utf8: bytes.bindMemory(to: UInt8.self)) }
                return isText
            }
        if !isText { body.withUnsafeReadableBytes { Base64.standard.write($0, json: &writer) } }
        writer.key("isBase64Encoded")
        writer.write(!isText)
    }

    /// The values of each name, without what belongs to a connection.
    static func grouped(_ fields: HTTPFields) -> [(name: String, values: [String])] {
        var groups: [(name: String, values: [String])] = []
        fields.forEach { name, value in
            guard !isOfConnection(name) else { return }
            let (name, value) = (String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
            if let index = groups.firstIndex(where: { $0.name == name }) {
                groups[index].values.append(value)
            } else {
                groups.append((name, [value]))
            }
        }
        return groups
    }
}

extension HTTPFields {
    fileprivate func identified(_ requestID: String) -> HTTPFields {
        var fields = self
        fields.identify(requestID)
        return fields
    }
}

extension UnsafeRawBufferPointer {
    fileprivate var isASCII: Bool { reduce(0) { $0 | $1 } < 0x80 }
}
