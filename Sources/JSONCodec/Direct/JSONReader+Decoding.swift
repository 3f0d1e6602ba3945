extension JSONReader {
    /// Reads a value of a type that reads itself.
    @inlinable
    public mutating func decode<Value: JSONDecodable>(_ type: Value.Type) throws -> Value {
        try Value(json: &self)
    }

    /// Reads a value of any other type.
    @_disfavoredOverload
    public mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        _ = try next()
        let start = position
        try skipValue()
        var tape = try Tape(UnsafeRawBufferPointer(start: base + start, count: position - start), userInfo: [:])
        defer {
            if !isKnownUniquelyReferenced(&tape) { tape.keepBytes() }
        }
        do {
            return try tape.decode(type, at: 0)
        } catch let error as DecodingError {
            throw error.below(JSONPath.find(UnsafeBufferPointer(start: base, count: end), start))
        }
    }
}

extension DecodingError {
    /// The error as it is seen from further out.
    func below(_ path: [any CodingKey]) -> DecodingError {
        func moved(_ context: Context) -> Context {
            Context(
                codingPath: path + context.codingPath, debugDescription: context.debugDescription,
                underlyingError: context.underlyingError)
        }
        return switch self {
        case .typeMismatch(let type, let context): .typeMismatch(type, moved(context))
        case .valueNotFound(let type, let context): .valueNotFound(type, moved(context))
        case .keyNotFound(let key, let context): .keyNotFound(key, moved(context))
        case .dataCorrupted(let context): .dataCorrupted(moved(context))
        @unknown default: self
        }
    }
}
