extension Tape {
    /// Reads a value of a type that reads itself.
    @inline(__always)
    func read<Value: JSONDecodable>(_ type: Value.Type, at index: Int) throws -> Value {
        if let key = stray(index) { throw missingValue(type, key, index) }
        var reader = JSONReader(base, end: byteCount, position: Int(tokens[index].start))
        do {
            return try Value(json: &reader)
        } catch let error as JSONError {
            throw told(error, at: index)
        }
    }

    /// Reads a value of any type.
    func decode<Value: Decodable>(_ type: Value.Type, at index: Int) throws -> Value {
        let traits = TypeTraits.of(type)
        switch traits.kind {
        case .plain: return try Value(from: TapeDecoder(tape: self, index: index))
        case .direct:
            func open<Direct: JSONDecodable>(_ direct: Direct.Type) throws -> Value {
                // The traits are those of `Value`, so the types are the same.
                unsafeBitCast(try read(direct, at: index) as Direct, to: Value.self)
            }
            return try open(traits.decodable!)
        default:
            let decoder = TapeDecoder(tape: self, index: index)
            return try FoundationValue.decode(type, traits.kind, decoder, path: { self.path(to: index) })
        }
    }

    private func told(_ error: JSONError, at index: Int) -> DecodingError {
        let start = Int(tokens[index].start)
        let inner = JSONPath.find(
            UnsafeBufferPointer(start: base + start, count: byteCount - start), error.offset - start,
            ofContainer: error.kind == .missing)
        return DecodingError(error, path: path(to: index) + inner)
    }

    private func missingValue(_ type: Any.Type, _ key: any CodingKey, _ index: Int) -> DecodingError {
        .keyNotFound(
            key,
            DecodingError.Context(
                codingPath: path(to: tokens[index].parent), debugDescription: "'\(key.stringValue)' is missing"))
    }

    /// The error for a token of the wrong kind.
    func mismatch(_ type: Any.Type, at index: Int) -> DecodingError {
        if let key = stray(index) { return missingValue(type, key, index) }
        var reader = JSONReader(base, end: byteCount, position: Int(tokens[index].start))
        return DecodingError(reader.mismatch(type), path: path(to: index))
    }
}

extension DecodingError {
    /// The error as `Decodable` types throw it.
    init(_ error: JSONError, path: [any CodingKey]) {
        let context = Context(codingPath: path, debugDescription: error.message, underlyingError: error)
        switch error.kind {
        case .mismatch where error.wanted != nil: self = .typeMismatch(error.wanted!, context)
        case .null where error.wanted != nil: self = .valueNotFound(error.wanted!, context)
        case .missing where error.member != nil:
            self = .keyNotFound(JSONKey(error.member!), context)
        case .syntax:
            self = .dataCorrupted(
                Context(codingPath: [], debugDescription: error.description, underlyingError: error))
        default: self = .dataCorrupted(context)
        }
    }
}
