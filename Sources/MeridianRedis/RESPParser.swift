import NIOCore

/// Takes the bytes of a server apart. Pure: it is fed buffers and asked for values.
///
/// What is nested is kept on a stack, so that bytes are looked at once however they arrive.
struct RESPParser {
    struct Fault: Error, Equatable {
        var message: String
    }

    /// An array that lacks elements.
    private struct Frame {
        var kind: UInt8
        var missing: Int
        var elements: [RESPValue] = []
    }

    /// How deep arrays may lie in each other.
    private static let depth = 32
    /// The longest line: texts, errors and numbers.
    private static let line = 64 << 10
    /// The most elements of one array.
    private static let count = 1 << 24

    /// The most bytes of one text.
    let limit: Int
    private var buffer = ByteBuffer()
    private var stack: [Frame] = []
    /// The length of the bytes that are being read, and their kind.
    private var pending: (kind: UInt8, length: Int)?
    /// Readable bytes in which no line ends.
    private var scanned = 0
    private var isSpent = false

    init(limit: Int = 512 << 20) {
        self.limit = limit
    }

    mutating func feed(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.discardReadBytes()
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// The next value, or `nil` when more bytes are needed. After a fault there is nothing more.
    mutating func next() throws(Fault) -> RESPValue? {
        guard !isSpent else { return nil }
        do {
            while let value = try element() {
                if let whole = add(value) { return whole }
            }
            return nil
        } catch {
            isSpent = true
            buffer = ByteBuffer()
            throw error
        }
    }

    /// Puts an element into the array that lacks it.
    /// - Returns: A value that is complete and lies in nothing.
    private mutating func add(_ element: RESPValue) -> RESPValue? {
        var element = element
        while var frame = stack.popLast() {
            frame.elements.append(element)
            frame.missing -= 1
            guard frame.missing == 0 else {
                stack.append(frame)
                return nil
            }
            guard let whole = Self.whole(frame) else { return nil }
            element = whole
        }
        return element
    }

    /// - Returns: `nil` for attributes, which say something about the value that follows.
    private static func whole(_ frame: Frame) -> RESPValue? {
        switch frame.kind {
        case UInt8(ascii: "%"): .map(frame.elements)
        case UInt8(ascii: ">"): .push(frame.elements)
        case UInt8(ascii: "|"): nil
        default: .array(frame.elements)
        }
    }

    /// The next value that lies in nothing or in the innermost array.
    private mutating func element() throws(Fault) -> RESPValue? {
        while true {
            if let (kind, length) = pending {
                guard buffer.readableBytes >= length + 2 else { return nil }
                guard let bytes = buffer.readSlice(length: length), buffer.readInteger(as: UInt16.self) == 0x0D0A else {
                    throw Fault(message: "bytes do not end where they should")
                }
                pending = nil
                return try Self.bulk(kind, bytes)
            }
            guard let (kind, text) = try line() else { return nil }
            switch kind {
            case UInt8(ascii: "$"), UInt8(ascii: "="), UInt8(ascii: "!"):
                let length = try Self.size(text, atMost: limit)
                guard let length else { return .null }
                pending = (kind, length)
            case UInt8(ascii: "*"), UInt8(ascii: "%"), UInt8(ascii: "~"), UInt8(ascii: ">"), UInt8(ascii: "|"):
                guard var count = try Self.size(text, atMost: Self.count) else { return .null }
                if kind == UInt8(ascii: "%") || kind == UInt8(ascii: "|") { count *= 2 }
                let frame = Frame(kind: kind, missing: count)
                if count == 0 {
                    guard let whole = Self.whole(frame) else { continue }
                    return whole
                }
                guard stack.count < Self.depth else { throw Fault(message: "arrays lie too deep in each other") }
                stack.append(frame)
            default: return try Self.scalar(kind, text)
            }
        }
    }

    private mutating func line() throws(Fault) -> (kind: UInt8, text: String)? {
        let view = buffer.readableBytesView
        guard let end = view[(view.startIndex + scanned)...].firstIndex(of: UInt8(ascii: "\r")), end + 1 < view.endIndex
        else {
            scanned = max(0, view.count - 1)
            guard view.count <= Self.line else { throw Fault(message: "a line is too long") }
            return nil
        }
        guard view[end + 1] == UInt8(ascii: "\n") else { throw Fault(message: "a line ends in the wrong way") }
        scanned = 0
        let length = end - view.startIndex
        guard length >= 1, let kind = buffer.readInteger(as: UInt8.self),
            let text = buffer.readString(length: length - 1)
        else { throw Fault(message: "a line is empty") }
        buffer.moveReaderIndex(forwardBy: 2)
        return (kind, text)
    }

    private static func size(_ text: String, atMost most: Int) throws(Fault) -> Int? {
        if text == "-1" { return nil }
        guard let size = Int(text), size >= 0, size <= most, text.first != "+" else {
            throw Fault(message: "'\(text.prefix(32))' is no length up to \(most)")
        }
        return size
    }

    private static func bulk(_ kind: UInt8, _ bytes: ByteBuffer) throws(Fault) -> RESPValue {
        switch kind {
        case UInt8(ascii: "!"): return .error(String(buffer: bytes))
        case UInt8(ascii: "="):
            // Three letters and a colon say what kind of text it is.
            guard let text = bytes.getSlice(at: bytes.readerIndex + 4, length: bytes.readableBytes - 4) else {
                throw Fault(message: "a text does not say its kind")
            }
            return .bytes(text)
        default: return .bytes(bytes)
        }
    }

    private static func scalar(_ kind: UInt8, _ text: String) throws(Fault) -> RESPValue {
        switch kind {
        case UInt8(ascii: "+"): return .simple(text)
        case UInt8(ascii: "-"): return .error(text)
        case UInt8(ascii: "_") where text.isEmpty: return .null
        case UInt8(ascii: "#") where text == "t": return .bool(true)
        case UInt8(ascii: "#") where text == "f": return .bool(false)
        case UInt8(ascii: "("): return .bigNumber(text)
        case UInt8(ascii: ":"):
            if let number = Int64(text) { return .integer(number) }
        case UInt8(ascii: ","):
            if let number = Double(text) { return .number(number) }
        default: throw Fault(message: "a line of an unknown kind begins with the byte \(kind)")
        }
        throw Fault(message: "'\(text.prefix(32))' is no number")
    }
}
