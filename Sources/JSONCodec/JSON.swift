public import NIOCore

/// The one place that knows how JSON is read and written. Dates are ISO 8601.
public enum JSON {
    /// - Throws: `EncodingError`, or what the value throws.
    public static func encode<Value: Encodable>(
        _ value: Value, userInfo: [CodingUserInfoKey: Any] = [:]
    ) throws -> ByteBuffer {
        try write(value, userInfo).finish()
    }

    /// With sorted keys, for output that is compared or read by people.
    public static func encodeSorted<Value: Encodable>(
        _ value: Value, userInfo: [CodingUserInfoKey: Any] = [:]
    ) throws -> ByteBuffer {
        let written = try write(value, userInfo)
        var sorted = JSONWriter(capacity: written.count)
        try written.withBytes { bytes in
            SortedWriter(try Tape(UnsafeRawBufferPointer(bytes), userInfo: [:])).write(0, to: &sorted)
        }
        return sorted.finish()
    }

    /// - Throws: `DecodingError` with the way to the value that is wrong, or what `type` throws. Bytes that are no JSON
    ///   are corrupted data at the outermost value, with a ``JSONError`` underneath that has the place.
    public static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: ByteBuffer, userInfo: [CodingUserInfoKey: Any] = [:]
    ) throws -> Value {
        try bytes.withUnsafeReadableBytes { bytes in
            if let direct = TypeTraits.of(type).decodable {
                return try read(direct, as: type, bytes)
            }
            return try decode(type, onTapeFrom: bytes, userInfo)
        }
    }

    private static func write<Value: Encodable>(
        _ value: Value, _ userInfo: [CodingUserInfoKey: Any]
    ) throws -> JSONWriter {
        if let direct = TypeTraits.of(Value.self).encodable {
            var writer = JSONWriter()
            do {
                try Fragment.write(value, as: direct, to: &writer)
            } catch let error as JSONError {
                throw EncodingError(error, path: writer.withBytes { JSONPath.find($0, $0.count) })
            }
            return writer
        }
        let fragment = Fragment(userInfo: userInfo)
        defer { fragment.abandon() }
        do {
            try fragment.single { try $0.encode(value) }
        } catch let error as JSONError {
            throw EncodingError(error, path: [])
        }
        return fragment.finishOutermost()
    }

    private static func read<Value>(
        _ direct: any JSONDecodable.Type, as type: Value.Type, _ bytes: UnsafeRawBufferPointer
    ) throws -> Value {
        func open<Direct: JSONDecodable>(_ direct: Direct.Type) throws -> Value {
            var reader = JSONReader(bytes)
            do {
                let value = try Direct(json: &reader)
                try reader.finish()
                // The types are the same.
                return unsafeBitCast(value, to: Value.self)
            } catch let error as JSONError {
                let bytes = bytes.bindMemory(to: UInt8.self)
                throw DecodingError(
                    error, path: JSONPath.find(bytes, error.offset, ofContainer: error.kind == .missing))
            }
        }
        return try open(direct)
    }

    private static func decode<Value: Decodable>(
        _ type: Value.Type, onTapeFrom bytes: UnsafeRawBufferPointer, _ userInfo: [CodingUserInfoKey: Any]
    ) throws -> Value {
        var tape: Tape
        do {
            tape = try Tape(bytes, userInfo: userInfo)
        } catch {
            throw DecodingError(error, path: [])
        }
        defer {
            // Someone kept a decoder.
            if !isKnownUniquelyReferenced(&tape) { tape.keepBytes() }
        }
        return try tape.decode(type, at: 0)
    }
}
