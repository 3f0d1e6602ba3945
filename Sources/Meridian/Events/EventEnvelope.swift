import JSONCodec
package import MeridianCore
package import NIOCore

/// An event with its data as bytes: what every content mode of the CloudEvents HTTP binding comes down to.
package struct EventEnvelope: Sendable, Equatable {
    package var attributes: CloudEvent<ByteBuffer>

    package init(_ event: CloudEvent<ByteBuffer>) {
        attributes = event
    }

    /// The event as a function is called with it: a POST with `ce-*` fields (binary mode).
    package func request(target: String = "/") -> (head: RequestHead, body: ByteBuffer) {
        (RequestHead(method: .post, target: target, fields: attributes.fields), attributes.data)
    }
}

extension EventEnvelope {
    /// Reads a request of any content mode: binary (`ce-*` fields), structured (`application/cloudevents+json`) or
    /// batched (`application/cloudevents-batch+json`), by the CloudEvents HTTP binding 1.0.2, §3.
    /// - Throws: ``ErrorCode/badEvent`` with what is wrong with which event.
    package static func read(_ head: RequestHead, _ body: ByteBuffer) throws(MeridianError) -> [EventEnvelope] {
        let contentType = head.fields["content-type"]?.lowercased() ?? ""
        if contentType.hasPrefix("application/cloudevents-batch+json") {
            guard let values = try? JSON.decode([JSONValue].self, from: body) else {
                throw bad("the batch is no JSON array")
            }
            var events: [EventEnvelope] = []
            for (index, value) in values.enumerated() {
                do {
                    events.append(try EventEnvelope(value))
                } catch {
                    throw bad("event \(index) of the batch: \(error.message)")
                }
            }
            return events
        }
        if contentType.hasPrefix("application/cloudevents") {
            guard contentType.hasPrefix("application/cloudevents+json") else {
                throw MeridianError(
                    .badEvent, "the event format '\(contentType)' is not understood; send application/cloudevents+json",
                    status: 415)
            }
            guard let value = try? JSON.decode(JSONValue.self, from: body) else { throw bad("it is not valid JSON") }
            return [try EventEnvelope(value)]
        }
        return [EventEnvelope(try CloudEvent<Void>(fields: head.fields).with(data: body))]
    }

    /// Takes an envelope of the JSON event format (https://github.com/cloudevents/spec, JSON format 1.0.2).
    /// - Throws: ``ErrorCode/badEvent``.
    package init(_ value: JSONValue) throws(MeridianError) {
        guard case .object(var members) = value else { throw Self.bad("it is no JSON object") }
        let data = members.removeValue(forKey: "data")
        let base64 = members.removeValue(forKey: "data_base64")
        var attributes: [String: String] = [:]
        for (name, value) in members {
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isAttributeName) else {
                throw Self.bad("'\(name)' is no name of an attribute; use a–z and 0–9")
            }
            switch value {
            case .null: continue
            case .string(let text): attributes[name] = text
            case .bool(let flag): attributes[name] = String(flag)
            case .integer(let number): attributes[name] = String(number)
            case .number, .array, .object:
                throw Self.bad("the attribute '\(name)' is no string, whole number or boolean")
            }
        }
        let event = try CloudEvent<Void>(attributes: attributes, dataContentType: nil)
        self.init(event.with(data: try Self.bytes(data, base64, contentType: event.dataContentType)))
        // The format takes JSON for granted when it carries data as JSON.
        if data != nil, self.attributes.dataContentType == nil { self.attributes.dataContentType = "application/json" }
    }

    private static func bytes(
        _ data: JSONValue?, _ base64: JSONValue?, contentType: String?
    ) throws(MeridianError) -> ByteBuffer {
        if let base64 {
            guard data == nil else { throw bad("it has both 'data' and 'data_base64'") }
            guard case .string(let text) = base64, let bytes = Base64.standard.decode(text) else {
                throw bad("'data_base64' is no Base64")
            }
            return ByteBuffer(bytes: bytes)
        }
        guard let data else { return ByteBuffer() }
        if case .string(let text) = data, let contentType, !MediaType.isJSON(contentType) {
            return ByteBuffer(string: text)
        }
        guard let bytes = try? JSON.encode(data) else { throw bad("'data' can't be written as JSON") }
        return bytes
    }

    private static func isAttributeName(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }

    private static func bad(_ reason: String) -> MeridianError {
        MeridianError(.badEvent, "the event can't be read: \(reason)", status: 400)
    }
}
