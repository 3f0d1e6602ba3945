extension Optional: JSONDecodable where Wrapped: JSONDecodable {
    @inlinable
    public init(json reader: inout JSONReader) throws {
        self = try reader.readNull() ? nil : Wrapped(json: &reader)
    }
}

extension Optional: JSONEncodable where Wrapped: JSONEncodable {
    @inlinable
    public func write(json writer: inout JSONWriter) throws {
        guard let self else { return writer.writeNull() }
        try self.write(json: &writer)
    }
}

extension Array: JSONDecodable where Element: JSONDecodable {
    @inlinable
    public init(json reader: inout JSONReader) throws {
        self = []
        try reader.beginArray()
        while try reader.nextElement() { append(try Element(json: &reader)) }
    }
}

extension Array: JSONEncodable where Element: JSONEncodable {
    @inlinable
    public func write(json writer: inout JSONWriter) throws {
        writer.beginArray()
        for element in self {
            writer.element()
            try element.write(json: &writer)
        }
        writer.endArray()
    }
}

extension Dictionary: JSONDecodable where Key == String, Value: JSONDecodable {
    @inlinable
    public init(json reader: inout JSONReader) throws {
        self = [:]
        try reader.beginObject()
        while let name = try reader.nextKey() { self[name] = try Value(json: &reader) }
    }
}

extension Dictionary: JSONEncodable where Key == String, Value: JSONEncodable {
    @inlinable
    public func write(json writer: inout JSONWriter) throws {
        writer.beginObject()
        for (name, value) in self {
            writer.key(name)
            try value.write(json: &writer)
        }
        writer.endObject()
    }
}
