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
        var lines = bytes.split(separator: Byte.lf, omittingEmptySubsequences: false)[...]
        guard let first = lines.popFirst(), let status = Self.status(of: first) else { return nil }
        var head = ResponseHead(status: status, fields: HTTPFields(capacity: bytes.count))
        for line in lines {
            guard line.last == Byte.cr else {
                if line.isEmpty { continue }
                fault = "a line does not end in CRLF"
                return nil
            }
            let line = line.dropLast()
            if line.isEmpty { continue }
            guard add(line, to: &head.fields) else { return nil }
        }
        if isChunked, contentLength != nil {
            fault = "it has both Content-Length and Transfer-Encoding"
            return nil
        }
        return head
    }

    /// `HTTP/1.1 200 OK` and what ends the line.
    private static func status(of line: Slice<UnsafeRawBufferPointer>) -> Int? {
        guard line.count >= 13, line.last == Byte.cr, line.starts(with: "HTTP/1.".utf8) else { return nil }
        let code = line.dropFirst(9).prefix(3)
        guard line[line.startIndex + 8] == Byte.space, code.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        let status = code.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return (100...599).contains(status) ? status : nil
    }

    private mutating func add(_ line: Slice<UnsafeRawBufferPointer>, to fields: inout HTTPFields) -> Bool {
        guard let colon = line.firstIndex(of: Byte.colon), colon > line.startIndex,
            line[..<colon].allSatisfy(HTTPSyntax.isToken)
        else {
            fault = "a field has no name"
            return false
        }
        var value = line[(colon + 1)...]
        while let first = value.first, first == Byte.space || first == Byte.tab { value.removeFirst() }
        while let last = value.last, last == Byte.space || last == Byte.tab { value.removeLast() }
        guard value.allSatisfy(HTTPSyntax.isFieldValue) else {
            fault = "a field value has a control character"
            return false
        }
        fields.append(
            name: UnsafeRawBufferPointer(rebasing: line[..<colon]), value: UnsafeRawBufferPointer(rebasing: value))
        return note(String(decoding: line[..<colon], as: UTF8.self).lowercased(), value)
    }

    /// Keeps what tells the end of the body.
    private mutating func note(_ name: String, _ value: Slice<UnsafeRawBufferPointer>) -> Bool {
        switch name {
        case "content-length":
            guard contentLength == nil, !value.isEmpty, value.count <= 18,
                value.allSatisfy({ (0x30...0x39).contains($0) })
            else {
                fault = "its Content-Length is not one plain number"
                return false
            }
            contentLength = value.reduce(0) { $0 * 10 + Int($1 - 0x30) }
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
}
