import FoundationEssentials
import Meridian
import MeridianCore
import NIOCore

/// Events as they come to the control API, in the content modes of the CloudEvents HTTP binding (§3).
enum EventDelivery {
    static let structuredType = "application/cloudevents+json"
    static let batchType = "application/cloudevents-batch+json"

    /// Reads one event (binary or structured mode) or several (batched mode).
    /// - Throws: ``ErrorCode/badEvent`` with status 400.
    static func events(fields: HTTPFields, body: ByteBuffer) throws -> [CloudEvent<ByteBuffer>] {
        let type = (fields["content-type"] ?? "").lowercased()
        if type.hasPrefix(batchType) {
            guard case .array(let items) = try json(body) else { throw malformed("a batch must be a JSON array") }
            return try items.map(structured)
        }
        if type.hasPrefix(structuredType) { return [try structured(try json(body))] }
        return [try CloudEvent<Void>(fields: fields).with(data: body)]
    }

    private static func json(_ body: ByteBuffer) throws -> JSONValue {
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(body.readableBytesView))
        } catch {
            throw malformed("the body is not JSON")
        }
    }

    /// The JSON event format (CloudEvents JSON format 1.0, §3).
    private static func structured(_ value: JSONValue) throws -> CloudEvent<ByteBuffer> {
        guard case .object(var members) = value else { throw malformed("an event must be a JSON object") }
        let data = members.removeValue(forKey: "data")
        let base64 = members.removeValue(forKey: "data_base64")
        var attributes: [String: String] = [:]
        for (name, value) in members {
            switch value {
            case .null: break
            case .object, .array: throw malformed("the attribute '\(name)' must be a plain value")
            default: attributes[name] = value.text
            }
        }
        let contentType = attributes["datacontenttype"]
        let event = try CloudEvent<Void>(attributes: attributes, dataContentType: "application/json")
        if let base64 {
            guard case .string(let text) = base64, let bytes = Data(base64Encoded: text) else {
                throw malformed("'data_base64' must be a text in Base64")
            }
            return event.with(data: ByteBuffer(bytes: bytes))
        }
        switch data {
        case nil: return event.with(data: ByteBuffer())
        case .string(let text)? where !isJSON(contentType): return event.with(data: ByteBuffer(string: text))
        case let value?: return event.with(data: ByteBuffer(string: value.json))
        }
    }

    private static func isJSON(_ contentType: String?) -> Bool {
        guard let type = contentType?.lowercased().split(separator: ";").first else { return true }
        return type.hasSuffix("/json") || type.hasSuffix("+json")
    }

    private static func malformed(_ reason: String) -> MeridianError {
        MeridianError(.badEvent, "the event can't be read: \(reason)", status: 400)
    }
}
