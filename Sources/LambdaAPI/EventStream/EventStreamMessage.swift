import CZlib
public import NIOCore

/// A message of `application/vnd.amazon.eventstream`
/// (https://docs.aws.amazon.com/transcribe/latest/dg/event-stream.html): lengths, headers and payload, each part under a
/// CRC-32.
public struct EventStreamMessage: Sendable, Hashable {
    public static let contentType = "application/vnd.amazon.eventstream"
    /// The number by which a header's value is known to be a text.
    private static let textType: UInt8 = 7

    public var headers: [Header]
    public var payload: ByteBuffer

    public struct Header: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(headers: [Header], payload: ByteBuffer) {
        self.headers = headers
        self.payload = payload
    }

    public func encode() -> ByteBuffer {
        var fields = ByteBuffer()
        for header in headers {
            fields.writeInteger(UInt8(truncatingIfNeeded: header.name.utf8.count))
            fields.writeString(header.name)
            fields.writeInteger(Self.textType)
            fields.writeInteger(UInt16(truncatingIfNeeded: header.value.utf8.count))
            fields.writeString(header.value)
        }
        var message = ByteBuffer()
        let total = 4 + 4 + 4 + fields.readableBytes + payload.readableBytes + 4
        message.writeInteger(UInt32(total))
        message.writeInteger(UInt32(fields.readableBytes))
        message.writeInteger(Self.checksum(message))
        message.writeImmutableBuffer(fields)
        message.writeImmutableBuffer(payload)
        message.writeInteger(Self.checksum(message))
        return message
    }

    /// CRC-32 of ISO 3309, as zlib has it.
    private static func checksum(_ bytes: ByteBuffer) -> UInt32 {
        bytes.withUnsafeReadableBytes { bytes in
            UInt32(
                truncatingIfNeeded: crc32_z(0, bytes.bindMemory(to: UInt8.self).baseAddress, z_size_t(bytes.count)))
        }
    }
}

extension EventStreamMessage {
    /// A part of what a function answers, by InvokeWithResponseStream.
    public static func payloadChunk(_ payload: ByteBuffer) -> EventStreamMessage {
        EventStreamMessage(
            headers: [
                Header(":message-type", "event"), Header(":event-type", "PayloadChunk"),
                Header(":content-type", "application/octet-stream"),
            ], payload: payload)
    }

    /// The end of an answer.
    /// - Parameter document: An InvokeComplete event as JSON.
    public static func invokeComplete(_ document: ByteBuffer) -> EventStreamMessage {
        EventStreamMessage(
            headers: [
                Header(":message-type", "event"), Header(":event-type", "InvokeComplete"),
                Header(":content-type", "application/json"),
            ], payload: document)
    }
}
