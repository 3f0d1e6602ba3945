import MeridianCore
import NIOCore

/// A status line and the fields below it, taken apart.
struct ResponseHeadReader {
    private(set) var status = 0
    /// Without those that concern the connection only.
    private(set) var fields: HTTPFields
    private(set) var isHTTP10 = false
    private(set) var isChunked = false
    private(set) var contentLength: Int?
    private(set) var closes = false
    private(set) var keepsAlive = false
    private let prefix: StaticString

    /// - Parameters:
    ///   - bytes: The whole head with the empty line at its end.
    ///   - prefix: What the names of fields begin with that are kept, in lower case.
    init(_ bytes: UnsafeRawBufferPointer, keeping prefix: StaticString = "") throws(ResponseFault) {
        self.prefix = prefix
        fields = HTTPFields()
        guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { throw ResponseFault("it is empty") }
        var index = 0
        try readStatusLine(base, bytes.count, &index)
        // A field takes one byte more than its line, which has at least four.
        let capacity = bytes.count + bytes.count / 4
        var fields = HTTPFields(capacity: capacity)
        var fault: ResponseFault?
        fields.append(atMost: capacity) { writer in
            do throws(ResponseFault) {
                while base[index] != Byte.cr { try readField(base, bytes.count, &index, &writer) }
            } catch {
                fault = error
            }
        }
        if let fault { throw fault }
        self.fields = fields
        if isChunked, contentLength != nil { throw ResponseFault("it has both Content-Length and Transfer-Encoding") }
    }

    /// The index of the CR that ends the line; the head ends with one, so there always is one.
    private static func endOfLine(
        _ bytes: UnsafePointer<UInt8>, _ start: Int, _ count: Int
    ) throws(ResponseFault) -> Int {
        let end = HeadReader.endOfValue(bytes, start, count)
        guard end + 1 < count, bytes[end] == Byte.cr, bytes[end + 1] == Byte.lf else {
            throw ResponseFault("its head has a control character or a line that does not end in CRLF")
        }
        return end
    }

    private mutating func readStatusLine(
        _ bytes: UnsafePointer<UInt8>, _ count: Int, _ index: inout Int
    ) throws(ResponseFault) {
        let end = try Self.endOfLine(bytes, 0, count)
        guard end >= 12, bytes.matches("HTTP/1."), bytes[7] == UInt8(ascii: "1") || bytes[7] == UInt8(ascii: "0"),
            bytes[8] == Byte.space, end == 12 || bytes[12] == Byte.space
        else { throw ResponseFault("it does not begin with a status line such as 'HTTP/1.1 200 OK'") }
        isHTTP10 = bytes[7] == UInt8(ascii: "0")
        for position in 9..<12 {
            guard bytes[position] &- 0x30 <= 9 else { throw ResponseFault("its status is no number") }
            status = status * 10 + Int(bytes[position] - 0x30)
        }
        guard (100...599).contains(status) else { throw ResponseFault("its status \(status) is not 100–599") }
        index = end + 2
    }

    private mutating func readField(
        _ bytes: UnsafePointer<UInt8>, _ count: Int, _ index: inout Int, _ writer: inout HTTPFieldWriter
    ) throws(ResponseFault) {
        let start = index
        while ByteTables.lowercaseToken[Int(bytes[index])] != 0 { index += 1 }
        guard index > start, bytes[index] == Byte.colon else {
            throw ResponseFault("it has a field whose name is empty or no token")
        }
        let name = UnsafeRawBufferPointer(start: bytes + start, count: index - start)
        index += 1
        while bytes[index] == Byte.space || bytes[index] == Byte.tab { index += 1 }
        let end = try Self.endOfLine(bytes, index, count)
        var last = end
        while last > index, bytes[last - 1] == Byte.space || bytes[last - 1] == Byte.tab { last -= 1 }
        let value = UnsafeRawBufferPointer(start: bytes + index, count: last - index)
        index = end + 2
        guard try keeps(name, value), name.count >= prefix.utf8CodeUnitCount,
            (bytes + start).matchesIgnoringCase(prefix)
        else { return }
        writer.append(name: name, value: value)
    }

    /// Looks at a field that may concern the transport.
    /// - Returns: Whether it is part of the response itself.
    private mutating func keeps(
        _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(ResponseFault) -> Bool {
        guard HeadReader.isNotable(name.count), let bytes = name.bindMemory(to: UInt8.self).baseAddress else {
            return true
        }
        func isNamed(_ other: StaticString) -> Bool {
            name.count == other.utf8CodeUnitCount && bytes.matchesIgnoringCase(other)
        }
        if isNamed("content-length") {
            guard let length = HeadReader.number(value.assumingMemoryBound(to: UInt8.self).baseAddress!, value.count),
                contentLength == nil
            else {
                throw ResponseFault("its Content-Length is not one plain number")
            }
            contentLength = length
            return true
        }
        if isNamed("transfer-encoding") {
            guard String(decoding: value, as: UTF8.self).lowercased() == "chunked", !isChunked else {
                throw ResponseFault("its Transfer-Encoding is not exactly 'chunked'")
            }
            isChunked = true
            return false
        }
        if isNamed("connection") {
            for option in HeadReader.items(value.assumingMemoryBound(to: UInt8.self).baseAddress!, value.count) {
                if HeadReader.equals(option, "close") { closes = true }
                if HeadReader.equals(option, "keep-alive") { keepsAlive = true }
            }
            return false
        }
        return !isNamed("keep-alive") && !isNamed("proxy-connection") && !isNamed("te") && !isNamed("trailer")
            && !isNamed("upgrade")
    }
}
