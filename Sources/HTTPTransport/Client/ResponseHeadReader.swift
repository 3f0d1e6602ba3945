import MeridianCore
import NIOCore

/// Reads one whole head of a response (RFC 9112 §4), the empty line included.
struct ResponseHeadReader {
    enum Framing {
        case length(Int), chunked, untilClose
    }

    /// What is wrong, when ``read()`` found nothing.
    private(set) var fault = "its status line is malformed"

    private let text: ByteBuffer
    private var contentLength: Int?
    private var isChunked = false

    init(_ text: ByteBuffer) {
        self.text = text
    }

    /// - Returns: `nil` when the head is malformed.
    mutating func read() -> ResponseHead? {
        let text = text
        return text.withUnsafeReadableBytes { read($0) }
    }

    /// How the body of the response ends (RFC 9112 §6.3), when it answers neither HEAD nor CONNECT.
    func framing(of head: ResponseHead) -> Framing {
        if !head.allowsBody { return .length(0) }
        if isChunked { return .chunked }
        return contentLength.map(Framing.length) ?? .untilClose
    }

    private mutating func read(_ bytes: UnsafeRawBufferPointer) -> ResponseHead? {
        var position = 0
        guard let first = Self.line(bytes, &position), let status = Self.status(of: first) else { return nil }
        var head = ResponseHead(status: status, fields: HTTPFields(capacity: bytes.count))
        while let line = Self.line(bytes, &position), !line.isEmpty {
            guard add(line, to: &head.fields) else { return nil }
        }
        if isChunked, contentLength != nil {
            fault = "it has both Content-Length and Transfer-Encoding"
            return nil
        }
        return head
    }

    /// The next line without its CRLF; a CR or LF that stands alone is part of it, and no field takes one.
    private static func line(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> UnsafeRawBufferPointer? {
        let start = position
        while position + 1 < bytes.count {
            if bytes[position] == Byte.cr, bytes[position + 1] == Byte.lf {
                defer { position += 2 }
                return UnsafeRawBufferPointer(rebasing: bytes[start..<position])
            }
            position += 1
        }
        return nil
    }

    /// `HTTP/1.1 200 OK`
    private static func status(of line: UnsafeRawBufferPointer) -> Int? {
        guard line.count >= 12, line.starts(with: "HTTP/1.".utf8), line[8] == Byte.space,
            !line.contains(Byte.lf)
        else { return nil }
        return number(UnsafeRawBufferPointer(rebasing: line[9..<12])).flatMap { (100...599).contains($0) ? $0 : nil }
    }

    private mutating func add(_ line: UnsafeRawBufferPointer, to fields: inout HTTPFields) -> Bool {
        var colon = 0
        while colon < line.count, HTTPSyntax.isToken(line[colon]) { colon += 1 }
        guard colon > 0, colon < line.count, line[colon] == Byte.colon else {
            fault = "a field has no name"
            return false
        }
        var start = colon + 1
        var end = line.count
        while start < end, line[start] == Byte.space || line[start] == Byte.tab { start += 1 }
        while end > start, line[end - 1] == Byte.space || line[end - 1] == Byte.tab { end -= 1 }
        for index in start..<end where !HTTPSyntax.isFieldValue(line[index]) {
            fault = "a field value has a control character"
            return false
        }
        let name = UnsafeRawBufferPointer(rebasing: line[..<colon])
        let value = UnsafeRawBufferPointer(rebasing: line[start..<end])
        fields.append(name: name, value: value)
        // Nothing else tells the end of the body.
        return name.count != 14 && name.count != 17
            || note(String(decoding: name, as: UTF8.self).lowercased(), value)
    }

    /// Keeps what tells the end of the body.
    private mutating func note(_ name: String, _ value: UnsafeRawBufferPointer) -> Bool {
        switch name {
        case "content-length":
            guard contentLength == nil, let length = Self.number(value) else {
                fault = "its Content-Length is not one plain number"
                return false
            }
            contentLength = length
        case "transfer-encoding":
            guard !isChunked, String(decoding: value, as: UTF8.self).lowercased() == "chunked" else {
                fault = "the only transfer coding understood is 'chunked'"
                return false
            }
            isChunked = true
        default: break
        }
        return true
    }

    private static func number(_ digits: UnsafeRawBufferPointer) -> Int? {
        guard (1...18).contains(digits.count) else { return nil }
        var number = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            number = number * 10 + Int(digit - 0x30)
        }
        return number
    }
}
