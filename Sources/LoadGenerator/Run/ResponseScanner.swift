/// Finds out from the bytes of HTTP/1.1 answers what their status is and where they end, and nothing else.
///
/// A generator of load must cost little beside what it loads, so an answer is not built up; one that is not well-formed
/// makes its connection useless.
struct ResponseScanner: Sendable {
    /// What has become of the bytes.
    enum Event: Sendable, Equatable {
        /// An answer is complete.
        case answer(status: Int, keepsConnection: Bool)
        /// More bytes are needed.
        case needsMore
        case malformed
    }

    private enum State: Sendable {
        case head
        case body(left: Int)
        /// Ends with the connection.
        case untilClose
        case chunkSize
        case chunk(left: Int)
        case trailer
    }

    private static let longestLine = 16_384

    private var state = State.head
    private var line: [UInt8] = []
    private var status = 0
    private var length: Int?
    private var isChunked = false
    private var keepsConnection = true
    /// Whether the answer is one to HEAD, which has no body whatever its fields say.
    private var isHead = false

    init() {
        line.reserveCapacity(256)
    }

    /// An answer to such a request comes next.
    mutating func expect(head isHead: Bool) {
        self.isHead = isHead
    }

    /// Takes bytes up to the end of an answer.
    /// - Parameter offset: Where to begin; afterwards where to go on.
    mutating func scan(_ bytes: UnsafeRawBufferPointer, from offset: inout Int) -> Event {
        while offset < bytes.count {
            switch state {
            case .body(let left):
                let taken = min(left, bytes.count - offset)
                offset += taken
                if taken == left { return complete() }
                state = .body(left: left - taken)
            case .chunk(let left):
                let taken = min(left, bytes.count - offset)
                offset += taken
                state = taken == left ? .chunkSize : .chunk(left: left - taken)
            case .untilClose:
                offset = bytes.count
            case .head, .chunkSize, .trailer:
                guard take(bytes, &offset) else {
                    if line.count > Self.longestLine { return .malformed }
                    continue
                }
                let event = endLine()
                line.removeAll(keepingCapacity: true)
                if let event { return event }
            }
        }
        return .needsMore
    }

    /// The connection was closed by the other side.
    /// - Returns: Whether that ended an answer.
    mutating func close() -> Event {
        if case .untilClose = state { return complete() }
        return .malformed
    }

    private mutating func complete() -> Event {
        let event = Event.answer(status: status, keepsConnection: keepsConnection && !isUntilClose)
        state = .head
        status = 0
        length = nil
        isChunked = false
        keepsConnection = true
        return event
    }

    private var isUntilClose: Bool { if case .untilClose = state { true } else { false } }

    /// Adds to the line.
    /// - Returns: Whether it is complete.
    private mutating func take(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) -> Bool {
        while offset < bytes.count, line.count <= Self.longestLine {
            let byte = bytes[offset]
            offset += 1
            if byte == UInt8(ascii: "\n") {
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                return true
            }
            line.append(byte)
        }
        return false
    }

    private mutating func endLine() -> Event? {
        switch state {
        case .head where status == 0: readStatus() ? nil : .malformed
        case .head where line.isEmpty: endHead()
        case .head: readField() ? nil : .malformed
        case .chunkSize where line.isEmpty: nil
        case .chunkSize: readChunkSize() ? nil : .malformed
        case .trailer where line.isEmpty: complete()
        default: nil
        }
    }

    private mutating func readStatus() -> Bool {
        // HTTP/1.1 200
        guard line.count >= 12, line.starts(with: "HTTP/1.".utf8), line[8] == UInt8(ascii: " "),
            let code = Self.number(line[9..<12], radix: 10), (100...999).contains(code)
        else { return false }
        status = code
        keepsConnection = line[7] == UInt8(ascii: "1")
        return true
    }

    private mutating func readField() -> Bool {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return false }
        let value = line[(colon + 1)...]
        switch colon {
        case 14 where Self.isSame(line[..<colon], "content-length"):
            guard let count = Self.number(Self.trimmed(value), radix: 10) else { return false }
            length = count
        case 17 where Self.isSame(line[..<colon], "transfer-encoding"):
            isChunked = Self.isSame(Self.trimmed(value), "chunked")
        case 10 where Self.isSame(line[..<colon], "connection"):
            if Self.isSame(Self.trimmed(value), "close") { keepsConnection = false }
            if Self.isSame(Self.trimmed(value), "keep-alive") { keepsConnection = true }
        default: break
        }
        return true
    }

    private mutating func endHead() -> Event? {
        if (100..<200).contains(status), status != 101 {
            // Another answer follows.
            status = 0
            return nil
        }
        if isHead || status == 204 || status == 304 { return complete() }
        if isChunked {
            state = .chunkSize
        } else if let length {
            guard length > 0 else { return complete() }
            state = .body(left: length)
        } else {
            state = .untilClose
        }
        return nil
    }

    private mutating func readChunkSize() -> Bool {
        let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
        guard let size = Self.number(digits, radix: 16) else { return false }
        state = size == 0 ? .trailer : .chunk(left: size)
        return true
    }

    private static func trimmed(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard let first = value.firstIndex(where: { !isSpace($0) }), let last = value.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return value[first...last]
    }

    private static func isSame(_ bytes: ArraySlice<UInt8>, _ name: StaticString) -> Bool {
        bytes.count == name.utf8CodeUnitCount
            && zip(bytes, UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)).allSatisfy {
                $0 | 0x20 == $1 | 0x20
            }
    }

    private static func number(_ digits: ArraySlice<UInt8>, radix: Int) -> Int? {
        guard !digits.isEmpty, digits.count <= 15 else { return nil }
        var value = 0
        for byte in digits {
            let digit =
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 0x30
                case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte) - 0x61 + 10
                case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte) - 0x41 + 10
                default: radix
                }
            guard digit < radix else { return nil }
            value = value * radix + digit
        }
        return value
    }
}
