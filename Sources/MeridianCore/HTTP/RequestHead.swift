public import NIOCore

/// Method, target and fields of a request.
///
/// Hop-by-hop fields (RFC 9110 §7.6.1) are no part of it: the transport keeps what they say to itself.
public struct RequestHead: Sendable, Equatable {
    public var method: HTTPMethod
    /// Path and query as they came, for example `/items/7?full=1`; visible ASCII.
    public var target: ByteBuffer
    public var fields: HTTPFields

    public init(method: HTTPMethod, target: ByteBuffer, fields: HTTPFields = HTTPFields()) {
        self.method = method
        self.target = target
        self.fields = fields
    }

    public init(method: HTTPMethod, target: String, fields: HTTPFields = HTTPFields()) {
        self.init(method: method, target: ByteBuffer(string: target), fields: fields)
    }

    /// The target up to the first `?`, not percent-decoded.
    public var path: String {
        target.withUnsafeReadableBytes { bytes in
            String(decoding: bytes.prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self)
        }
    }

    /// What follows the first `?`, not percent-decoded; `nil` when there is none.
    public var query: String? {
        target.withUnsafeReadableBytes { bytes in
            guard let mark = bytes.firstIndex(of: UInt8(ascii: "?")) else { return nil }
            return String(decoding: bytes[(mark + 1)...], as: UTF8.self)
        }
    }
}

extension RequestHead {
    /// The number of bytes that ``write(into:)`` adds.
    public var encodedSize: Int {
        3 + method.rawValue.utf8.count + target.readableBytes + fields.block.readableBytes
    }

    /// Appends `[method length: UInt8][target length: UInt16][method][target][fields]`.
    /// A method is at most 255 bytes long, a target at most 65,535; the transport's limits are below both.
    public func write(into buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt8(truncatingIfNeeded: method.rawValue.utf8.count))
        buffer.writeInteger(UInt16(truncatingIfNeeded: target.readableBytes))
        buffer.writeString(method.rawValue)
        buffer.writeImmutableBuffer(target)
        buffer.writeImmutableBuffer(fields.block)
    }

    /// Reads what ``write(into:)`` wrote, up to the end of the buffer; `nil` when it is malformed.
    public init?(reading buffer: inout ByteBuffer) {
        guard let methodLength = buffer.readInteger(as: UInt8.self),
            let targetLength = buffer.readInteger(as: UInt16.self),
            let method = buffer.readString(length: Int(methodLength)),
            let target = buffer.readSlice(length: Int(targetLength)),
            let block = buffer.readSlice(length: buffer.readableBytes),
            let fields = HTTPFields(validating: block)
        else { return nil }
        self.init(method: HTTPMethod(method), target: target, fields: fields)
    }
}
