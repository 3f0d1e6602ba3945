extension JSONWriter {
    /// Writes a value of a type that writes itself.
    @inlinable
    public mutating func encode<Value: JSONEncodable>(_ value: Value) throws {
        try value.write(json: &self)
    }

    /// Writes a value of any other type.
    @_disfavoredOverload
    public mutating func encode<Value: Encodable>(_ value: Value) throws {
        let fragment = Fragment(userInfo: [:])
        defer { fragment.abandon() }
        try fragment.single { try $0.encode(value) }
        fragment.finish(into: &self)
    }
}
