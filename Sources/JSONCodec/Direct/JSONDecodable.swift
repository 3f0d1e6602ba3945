/// A type that reads itself from JSON without the detour of `Decodable`. `JSON.decode` prefers it where it finds it.
public protocol JSONDecodable {
    /// Reads one whole value.
    init(json reader: inout JSONReader) throws
}

/// A type that writes itself as JSON without the detour of `Encodable`. `JSON.encode` prefers it where it finds it.
public protocol JSONEncodable {
    /// Writes one whole value.
    func write(json writer: inout JSONWriter) throws
}

public typealias JSONConvertible = JSONDecodable & JSONEncodable

// An enumeration with a raw value only needs the conformance written down.

extension JSONDecodable where Self: RawRepresentable, RawValue: JSONDecodable {
    public init(json reader: inout JSONReader) throws {
        let raw = try RawValue(json: &reader)
        guard let value = Self(rawValue: raw) else { throw reader.invalid("\(raw) is no \(Self.self)") }
        self = value
    }
}

extension JSONEncodable where Self: RawRepresentable, RawValue: JSONEncodable {
    public func write(json writer: inout JSONWriter) throws { try rawValue.write(json: &writer) }
}
