import MeridianCore
import NIOCore

/// How the end of a request's body is told.
public enum RequestBodyFraming: Equatable, Sendable {
    /// No body and no field that speaks of one.
    case none
    case length(Int)
    case chunked
}

/// Writes the heads of requests, one reservation each.
enum RequestSerializer {
    /// Appends request line, fields and framing. Fields that concern the connection are left out, and so is one that
    /// would end its line.
    static func writeHead(_ head: RequestHead, framing: RequestBodyFraming, into buffer: inout ByteBuffer) {
        buffer.reserveCapacity(
            minimumWritableBytes: head.fields.block.readableBytes + head.target.readableBytes + 128)
        buffer.writeString(head.method.rawValue)
        buffer.writeStaticString(" ")
        buffer.writeImmutableBuffer(head.target)
        buffer.writeStaticString(" HTTP/1.1\r\n")
        head.fields.forEach { name, value in
            guard let bytes = name.bindMemory(to: UInt8.self).baseAddress,
                !ResponseSerializer.belongsToTransport(bytes, name.count), !name.elementsEqual("expect".utf8)
            else { return }
            buffer.writeBytes(name)
            buffer.writeStaticString(": ")
            buffer.writeBytes(value)
            buffer.writeStaticString("\r\n")
        }
        switch framing {
        case .none: break
        case .length(let length):
            buffer.writeStaticString("content-length: ")
            buffer.writeString(String(length))
            buffer.writeStaticString("\r\n")
        case .chunked: buffer.writeStaticString("transfer-encoding: chunked\r\n")
        }
        buffer.writeStaticString("\r\n")
    }
}
