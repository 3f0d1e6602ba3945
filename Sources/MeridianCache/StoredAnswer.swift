import Meridian
import NIOCore

/// An answer as a cache keeps it: `[milliseconds since 1970: Int64][head length: UInt32][head][body]`.
struct StoredAnswer {
    var storedAt: Timestamp
    var head: ResponseHead
    var body: ByteBuffer

    init(_ head: ResponseHead, _ body: ByteBuffer, at storedAt: Timestamp) {
        self.head = head
        self.body = body
        self.storedAt = storedAt
    }

    /// - Returns: `nil` for what ``bytes`` did not write.
    init?(_ bytes: ByteBuffer) {
        var bytes = bytes
        guard let milliseconds = bytes.readInteger(as: Int64.self),
            let length = bytes.readInteger(as: UInt32.self), var headBytes = bytes.readSlice(length: Int(length)),
            let head = ResponseHead(reading: &headBytes)
        else { return nil }
        self.init(head, bytes, at: Timestamp(milliseconds: milliseconds))
    }

    var bytes: ByteBuffer {
        var bytes = ByteBuffer()
        bytes.reserveCapacity(12 + head.encodedSize + body.readableBytes)
        bytes.writeInteger(storedAt.milliseconds)
        bytes.writeInteger(UInt32(head.encodedSize))
        head.write(into: &bytes)
        bytes.writeImmutableBuffer(body)
        return bytes
    }

    /// The answer with its age.
    func response(at now: Timestamp) -> Response {
        var fields = head.fields
        fields.set("age", String(max(0, (now.milliseconds - storedAt.milliseconds) / 1_000)))
        return Response(status: head.status, fields: fields, body: .bytes(body))
    }
}
