extension CloudEvent {
    /// The attributes as `ce-*` fields: the binary content mode of the CloudEvents HTTP binding (§3.1).
    /// Non-ASCII characters, spaces, quotes and percent signs of values are percent-encoded as §3.1.3.2 asks.
    public var fields: HTTPFields {
        var fields = HTTPFields(capacity: 256)
        fields.append("ce-specversion", "1.0")
        fields.append("ce-id", CloudEventEscape.encode(id))
        fields.append("ce-source", CloudEventEscape.encode(source))
        fields.append("ce-type", CloudEventEscape.encode(type))
        if let subject { fields.append("ce-subject", CloudEventEscape.encode(subject)) }
        if let time { fields.append("ce-time", time) }
        if let dataSchema { fields.append("ce-dataschema", CloudEventEscape.encode(dataSchema)) }
        for (name, value) in extensions.sorted(by: { $0.key < $1.key }) {
            fields.append("ce-" + name, CloudEventEscape.encode(value))
        }
        if let dataContentType { fields.append("content-type", dataContentType) }
        return fields
    }
}

extension CloudEvent where Data == Void {
    /// Reads `ce-*` fields (binary content mode).
    /// - Throws: ``ErrorCode/badEvent`` when a required attribute is missing or the version is not 1.0.
    public init(fields: HTTPFields) throws(MeridianError) {
        var attributes: [String: String] = [:]
        for (name, value) in fields.pairs where name.hasPrefix("ce-") {
            attributes[String(name.dropFirst(3))] = CloudEventEscape.decode(value)
        }
        try self.init(attributes: attributes, dataContentType: fields["content-type"])
    }

    /// Takes attributes by their names.
    /// - Throws: ``ErrorCode/badEvent`` when a required attribute is missing or empty, or the version is not 1.0.
    public init(attributes: [String: String], dataContentType: String?) throws(MeridianError) {
        var attributes = attributes
        func required(_ name: String) throws(MeridianError) -> String {
            guard let value = attributes.removeValue(forKey: name), !value.isEmpty else {
                throw MeridianError(
                    .badEvent, "the event lacks the attribute '\(name)' that CloudEvents 1.0 requires", status: 400)
            }
            return value
        }
        let version = try required("specversion")
        guard version == "1.0" else {
            throw MeridianError(
                .badEvent, "the event has specversion '\(version)'; only 1.0 is understood", status: 400)
        }
        let id = try required("id")
        let source = try required("source")
        let type = try required("type")
        self.init(
            id: id, source: source, type: type,
            subject: attributes.removeValue(forKey: "subject"),
            time: attributes.removeValue(forKey: "time"),
            dataContentType: attributes.removeValue(forKey: "datacontenttype") ?? dataContentType,
            dataSchema: attributes.removeValue(forKey: "dataschema"),
            extensions: attributes, data: ())
    }
}

enum CloudEventEscape {
    static func encode(_ value: String) -> String {
        guard value.utf8.contains(where: mustEscape) else { return value }
        var result = ""
        for byte in value.utf8 {
            if mustEscape(byte) {
                let hex = String(byte, radix: 16, uppercase: true)
                result += hex.count == 1 ? "%0" + hex : "%" + hex
            } else {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return result
    }

    static func decode(_ value: String) -> String {
        PercentEncoding.decode(value.utf8) ?? value
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "%")
    }
}
