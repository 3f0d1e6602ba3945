/// Foundation's value types in the form that people expect, without Foundation: a date as text by RFC 3339, bytes as
/// Base64, a URL as its text, a decimal as a number. Each type's own conformance is run against a coder that holds its
/// parts.
enum FoundationValue {
    static func encode(_ value: some Encodable, _ kind: TypeTraits.Kind, to writer: inout JSONWriter) throws {
        let parts = CapturedParts()
        try value.encode(to: CapturingEncoder(parts: parts))
        switch kind {
        case .date:
            guard let seconds = parts.number, let text = RFC3339.text(secondsSince2001: seconds) else {
                throw JSONError(.range, "\(value) can't be written as a date", offset: writer.count)
            }
            writer.write(text)
        case .data:
            writer.append(.quote)
            Base64.standard.encode(parts.bytes, to: &writer)
            writer.append(.quote)
        case .url:
            writer.write(parts.absoluteURL)
        default:
            guard let digits = parts.decimal?.digits else {
                throw JSONError(.range, "\(value) is no JSON number", offset: writer.count)
            }
            writer.write(digits: digits)
        }
    }

    /// - Parameters:
    ///   - source: Where the text or number is read.
    ///   - path: The place, for errors.
    static func decode<Value: Decodable>(
        _ type: Value.Type, _ kind: TypeTraits.Kind, _ source: some FoundationSource, path: () -> [any CodingKey]
    ) throws -> Value {
        let parts: ReplayedParts
        switch kind {
        case .date:
            let text = try source.text()
            guard let seconds = RFC3339.secondsSince2001(text) else {
                throw corrupted("'\(shown(text))' is no date and time by RFC 3339", path)
            }
            parts = .number(seconds)
        case .data:
            guard let bytes = Base64.standard.decode(try source.text()) else {
                throw corrupted("it is no Base64", path)
            }
            parts = .bytes(bytes)
        case .url:
            parts = .texts(["relative": try source.text()])
        default:
            let digits = try source.digits()
            guard let decimal = DecimalParts(digits) else {
                throw corrupted("\(shown(digits)) does not fit in \(type)", path)
            }
            parts = .decimal(decimal)
        }
        do {
            return try Value(from: ReplayingDecoder(parts: parts))
        } catch {
            throw corrupted("it is no \(type)", path)
        }
    }

    private static func shown(_ text: String) -> String {
        text.count > 60 ? text.prefix(60) + "…" : text
    }

    private static func corrupted(_ reason: String, _ path: () -> [any CodingKey]) -> DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: path(), debugDescription: reason))
    }
}

/// Where the text or the number comes from that a value of Foundation's is made of.
protocol FoundationSource {
    func text() throws -> String
    func digits() throws -> String
}

extension TapeDecoder: FoundationSource {
    func text() throws -> String { try tape.read(String.self, at: index) }

    func digits() throws -> String { try tape.read(JSONDigits.self, at: index).text }
}

/// A number as it is written.
private struct JSONDigits: JSONDecodable {
    let text: String

    init(json reader: inout JSONReader) throws { text = try reader.readDigits() }
}
