import MeridianCore
import NIOCore

/// Writes response heads: one reservation, then bytes only.
enum ResponseSerializer {
    /// Appends status line, the handler's fields without those that belong to the transport, the id of the request
    /// where the handler gave none, `date` and framing.
    ///
    /// A field with an invalid name or a control character in its value is left out, so that no handler can split
    /// a response.
    /// - Parameters:
    ///   - request: The fields of the request.
    ///   - extra: Bytes to reserve for the body that follows.
    static func writeHead(
        _ head: ResponseHead, of request: HTTPFields, framing: ResponseFraming, closes: Bool, dateLine: [UInt8],
        extra: Int,
        into buffer: inout ByteBuffer
    ) {
        let status = (200...599).contains(head.status) ? head.status : 500
        // An encoded field is exactly as long as its line; status line, date and framing fit into the rest.
        let room = head.fields.block.readableBytes + dateLine.count + 192 + RequestID.maximumLength
        buffer.reserveCapacity(minimumWritableBytes: room + extra)
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { target in
            guard let base = target.bindMemory(to: UInt8.self).baseAddress else { return 0 }
            var out = ByteCursor(base)
            if let line = StatusLine.known(status) {
                out.write(line)
            } else {
                out.write("HTTP/1.1 ")
                out.write(decimal: status)
                out.write(" \r\n")
            }
            let (hasID, hasDate) = head.fields.block.withUnsafeReadableBytes { writeFields($0, &out) }
            if !hasID { writeID(of: request, &out) }
            if !hasDate { out.write(dateLine) }
            switch framing {
            case .length(let length), .lengthOnly(let length):
                out.write("content-length: ")
                out.write(decimal: length)
                out.write("\r\n")
            case .chunked: out.write("transfer-encoding: chunked\r\n")
            case .none, .untilClose: break
            }
            out.write(closes ? "connection: close\r\n\r\n" : "\r\n")
            return out.position - base
        }
    }

    /// Appends the answer 101, which changes the protocol of the connection.
    static func writeSwitch(
        to name: StaticString, _ fields: HTTPFields, of request: HTTPFields, into buffer: inout ByteBuffer
    ) {
        let room = fields.block.readableBytes + name.utf8CodeUnitCount + 128 + RequestID.maximumLength
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { target in
            guard let base = target.bindMemory(to: UInt8.self).baseAddress else { return 0 }
            var out = ByteCursor(base)
            out.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: ")
            out.write(name)
            out.write("\r\n")
            let (hasID, _) = fields.block.withUnsafeReadableBytes { writeFields($0, &out) }
            if !hasID { writeID(of: request, &out) }
            out.write("\r\n")
            return out.position - base
        }
    }

    /// - Returns: Whether the handler gave an id and a date.
    private static func writeFields(
        _ block: UnsafeRawBufferPointer, _ out: inout ByteCursor
    ) -> (hasID: Bool, hasDate: Bool) {
        guard let bytes = block.bindMemory(to: UInt8.self).baseAddress else { return (false, false) }
        let count = block.count
        var position = 0
        var hasID = false
        var hasDate = false
        while position &+ 4 <= count {
            let nameLength = Int(bytes[position]) &<< 8 | Int(bytes[position &+ 1])
            let valueLength = Int(bytes[position &+ 2]) &<< 8 | Int(bytes[position &+ 3])
            let name = bytes + (position &+ 4)
            let value = name + nameLength
            position = position &+ 4 &+ nameLength &+ valueLength
            guard position <= count else { break }
            if belongsToTransport(name, nameLength) || !isSafe(name, nameLength, value, valueLength) { continue }
            if nameLength == 4, name.matches("date") { hasDate = true }
            if nameLength == 12, name.matches("x-request-id") { hasID = true }
            out.write(name, nameLength)
            out.write(": ")
            out.write(value, valueLength)
            out.write("\r\n")
        }
        return (hasID, hasDate)
    }

    private static func writeID(of request: HTTPFields, _ out: inout ByteCursor) {
        request.withFirstValue("x-request-id") { id in
            guard let bytes = id.bindMemory(to: UInt8.self).baseAddress, id.count <= RequestID.maximumLength else {
                return
            }
            out.write("x-request-id: ")
            out.write(bytes, id.count)
            out.write("\r\n")
        }
    }

    /// Connection-level fields, and the length, which is written from what is known to be true.
    static func belongsToTransport(_ name: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        switch length {
        case 2: name.matches("te")
        case 7: name.matches("trailer") || name.matches("upgrade")
        case 10: name.matches("connection") || name.matches("keep-alive")
        case 14: name.matches("content-length")
        case 16: name.matches("proxy-connection")
        case 17: name.matches("transfer-encoding")
        default: false
        }
    }

    private static func isSafe(
        _ name: UnsafePointer<UInt8>, _ nameLength: Int, _ value: UnsafePointer<UInt8>, _ valueLength: Int
    ) -> Bool {
        let lowercase = ByteTables.lowercaseToken
        for index in 0..<nameLength where lowercase[Int(name[index])] != name[index] || name[index] == 0 {
            return false
        }
        return nameLength > 0 && HeadReader.endOfValue(value, 0, valueLength) == valueLength
    }
}
