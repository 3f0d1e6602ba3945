import MeridianCore
import NIOCore

/// A status line and the fields below it, taken apart.
struct ResponseHeadReader {
    private(set) var status = 0
    /// Without those that concern the connection only.
    private(set) var fields = HTTPFields()
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
        guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { throw ResponseFault("it is empty") }
        let start = try readStatusLine(base, bytes.count)
        // An encoded field takes one byte more than its line, which has at least four.
        let room = bytes.count + bytes.count / 4
        var block = ByteBufferAllocator().buffer(capacity: room)
        var fault: ResponseFault?
        block.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { out in
            do throws(ResponseFault) {
                return try readFields(base, bytes.count, start, out.bindMemory(to: UInt8.self).baseAddress!)
            } catch {
                fault = error
                return 0
            }
        }
        if let fault { throw fault }
        fields = HTTPFields(trusted: block)
        if isChunked, contentLength != nil { throw ResponseFault("it has both Content-Length and Transfer-Encoding") }
    }

    /// The index of the CR that ends the line; the head ends with one, so there always is one.
    @inline(__always)
    private static func endOfLine(
        _ bytes: UnsafePointer<UInt8>, _ start: Int, _ count: Int
    ) throws(ResponseFault) -> Int {
        let end = HeadReader.endOfValue(bytes, start, count)
        guard end + 1 < count, bytes[end] == Byte.cr, bytes[end + 1] == Byte.lf else {
            throw ResponseFault("its head has a control character or a line that does not end in CRLF")
        }
        return end
    }

    /// - Returns: Where the fields begin.
    private mutating func readStatusLine(_ bytes: UnsafePointer<UInt8>, _ count: Int) throws(ResponseFault) -> Int {
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
        return end + 2
    }

    /// - Parameter out: Receives the encoded fields.
    /// - Returns: Their bytes.
    private mutating func readFields(
        _ bytes: UnsafePointer<UInt8>, _ count: Int, _ start: Int, _ out: UnsafeMutablePointer<UInt8>
    ) throws(ResponseFault) -> Int {
        let lowercase = ByteTables.lowercaseToken
        var index = start
        var end = 0
        while bytes[index] != Byte.cr {
            let name = out + (end &+ HTTPFields.overhead)
            var length = 0
            while true {
                let lower = lowercase[Int(bytes[index &+ length])]
                if lower == 0 { break }
                name[length] = lower
                length &+= 1
            }
            index &+= length
            guard length > 0, bytes[index] == Byte.colon else {
                throw ResponseFault("it has a field whose name is empty or no token")
            }
            index &+= 1
            while bytes[index] == Byte.space || bytes[index] == Byte.tab { index &+= 1 }
            let value = bytes + index
            index = try Self.endOfLine(bytes, index, count)
            var valueLength = bytes + index - value
            while valueLength > 0, value[valueLength &- 1] == Byte.space || value[valueLength &- 1] == Byte.tab {
                valueLength &-= 1
            }
            index &+= 2
            if HeadReader.isNotable(length), try !keeps(UnsafePointer(name), length, value, valueLength) { continue }
            guard length >= prefix.utf8CodeUnitCount, UnsafePointer(name).matches(prefix) else { continue }
            HeadReader.storeLengths(length, valueLength, out + end)
            (name + length).update(from: value, count: valueLength)
            end = end &+ HTTPFields.overhead &+ length &+ valueLength
        }
        return end
    }

    /// Looks at a field that may concern the transport.
    /// - Parameter name: In lower case.
    /// - Returns: Whether it is part of the response itself.
    private mutating func keeps(
        _ name: UnsafePointer<UInt8>, _ length: Int, _ value: UnsafePointer<UInt8>, _ valueLength: Int
    ) throws(ResponseFault) -> Bool {
        switch length {
        case 2: return !name.matches("te")
        case 7: return !name.matches("trailer") && !name.matches("upgrade")
        case 10:
            guard name.matches("connection") else { return !name.matches("keep-alive") }
            HeadReader.forEachItem(value, valueLength) { option in
                if HeadReader.equals(option, "close") { closes = true }
                if HeadReader.equals(option, "keep-alive") { keepsAlive = true }
            }
            return false
        case 14:
            guard name.matches("content-length") else { return true }
            guard let length = HeadReader.number(value, valueLength), contentLength == nil else {
                throw ResponseFault("its Content-Length is not one plain number")
            }
            contentLength = length
            return true
        case 16: return !name.matches("proxy-connection")
        case 17:
            guard name.matches("transfer-encoding") else { return true }
            guard valueLength == 7, value.matchesIgnoringCase("chunked"), !isChunked else {
                throw ResponseFault("its Transfer-Encoding is not exactly 'chunked'")
            }
            isChunked = true
            return false
        default: return true
        }
    }
}
