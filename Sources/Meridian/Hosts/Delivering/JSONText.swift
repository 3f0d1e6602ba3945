import JSONCodec
import NIOCore

/// Single JSON values as bytes.
enum JSONText {
    static func string(_ bytes: ByteBuffer) -> String? {
        bytes.withUnsafeReadableBytes { bytes in
            var reader = JSONReader(bytes)
            return try? reader.readString()
        }
    }

    static func content(_ bytes: ByteBuffer) -> ByteBuffer? {
        bytes.withUnsafeReadableBytes { bytes in
            var reader = JSONReader(bytes)
            return try? reader.withString { ByteBuffer(bytes: $0) }
        }
    }

    /// Whether the bytes are one JSON value.
    static func isValid(_ bytes: ByteBuffer) -> Bool {
        bytes.withUnsafeReadableBytes { bytes in
            var reader = JSONReader(bytes)
            do {
                try reader.skipValue()
                try reader.finish()
                return true
            } catch {
                return false
            }
        }
    }

    /// Any bytes as one JSON value: JSON as it is, text as a string, everything else as Base64.
    static func any(_ bytes: ByteBuffer) -> ByteBuffer {
        if isValid(bytes) { return bytes }
        var writer = JSONWriter(capacity: bytes.readableBytes + 64)
        if let text = String(validating: bytes.readableBytesView, as: UTF8.self) {
            writer.write(text)
        } else {
            bytes.withUnsafeReadableBytes { Base64.standard.write($0, json: &writer) }
        }
        return writer.finish()
    }

    /// The elements of an array, as they were written; `nil` when the bytes are no array.
    static func elements(_ bytes: ByteBuffer) -> [ByteBuffer]? {
        let ranges = bytes.withUnsafeReadableBytes { bytes -> [Range<Int>]? in
            var reader = JSONReader(bytes)
            var ranges: [Range<Int>] = []
            do {
                try reader.beginArray()
                while try reader.nextElement() {
                    _ = try reader.next()
                    let start = reader.offset
                    try reader.skipValue()
                    ranges.append(start..<reader.offset)
                }
                try reader.finish()
                return ranges
            } catch {
                return nil
            }
        }
        return ranges?.compactMap { bytes.getSlice(at: bytes.readerIndex + $0.lowerBound, length: $0.count) }
    }
}
