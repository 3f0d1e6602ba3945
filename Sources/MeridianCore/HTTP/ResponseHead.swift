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
}

extension ResponseHead {
    /// The number of bytes that ``write(into:)`` adds.
    public var encodedSize: Int { 2 + fields.block.readableBytes }

    /// Appends `[status: UInt16][fields]`.
    public func write(into buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt16(truncatingIfNeeded: status))
        buffer.writeImmutableBuffer(fields.block)
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
