public import NIOCore

/// Status and fields of a response.
public struct ResponseHead: Sendable, Equatable {
    /// 200–599; informational responses belong to the transport.
    public var status: Int
    public var fields: HTTPFields

    public init(status: Int = 200, fields: HTTPFields = HTTPFields()) {
        self.status = status
        self.fields = fields
    }

    /// 204, 304 and 1xx responses carry no body (RFC 9112 §6.3).
    public var allowsBody: Bool {
        status != 204 && status != 304 && status >= 200
    }

    /// What the field `content-length` says; `nil` when it says no number of up to 18 digits.
    public var contentLength: Int? { fields.number("content-length") }
}

extension ResponseHead {
    /// The number of bytes that ``write(into:)`` adds.
    public var encodedSize: Int { 2 + fields.block.readableBytes }

    /// Appends `[status: UInt16][fields]`.
    public func write(into buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt16(truncatingIfNeeded: status))
        buffer.writeImmutableBuffer(fields.block)
    }

    /// Appends what ``write(into:)`` does, and the length of the body where the fields do not tell it.
    /// - Parameter bodyLength: In bytes.
    public func write(into buffer: inout ByteBuffer, bodyLength: Int) {
        write(into: &buffer)
        guard allowsBody, !fields.has("content-length") else { return }
        var digits = 1
        var rest = bodyLength / 10
        while rest > 0 {
            digits += 1
            rest /= 10
        }
        buffer.writeInteger(UInt16(14))
        buffer.writeInteger(UInt16(digits))
        buffer.writeStaticString("content-length")
        let start = buffer.writerIndex
        buffer.writeRepeatingByte(0x30, count: digits)
        rest = bodyLength
        for position in (start..<start + digits).reversed() {
            buffer.setInteger(0x30 + UInt8(rest % 10), at: position)
            rest /= 10
        }
    }

    /// Reads what ``write(into:)`` wrote, up to the end of the buffer; `nil` when it is malformed.
    public init?(reading buffer: inout ByteBuffer) {
        guard let status = buffer.readInteger(as: UInt16.self), (200...599).contains(status),
            let block = buffer.readSlice(length: buffer.readableBytes),
            let fields = HTTPFields(validating: block)
        else { return nil }
        self.init(status: Int(status), fields: fields)
    }
}
