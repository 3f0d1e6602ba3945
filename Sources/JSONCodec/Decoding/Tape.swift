/// The tokens of one JSON text, in order. Made in one pass that checks the text; containers are views of it.
final class Tape {
    private(set) var base: UnsafePointer<UInt8>
    let byteCount: Int
    private(set) var tokens: UnsafeMutablePointer<Token>
    private(set) var count = 0
    private var capacity: Int
    /// The bytes, once they must outlive the caller's.
    private var ownBytes: UnsafeMutablePointer<UInt8>?
    /// The names under which `superDecoder` asked for what is not there, by token.
    private var strays: [Int: any CodingKey] = [:]
    let userInfo: [CodingUserInfoKey: Any]

    /// - Parameter bytes: Must stay valid until ``keepBytes()``.
    /// - Throws: ``JSONError`` when they are not one JSON value.
    init(_ bytes: UnsafeRawBufferPointer, userInfo: [CodingUserInfoKey: Any]) throws(JSONError) {
        self.userInfo = userInfo
        var reader = JSONReader(bytes)
        base = reader.base
        byteCount = bytes.count
        capacity = byteCount / 10 + 16
        tokens = .allocate(capacity: capacity)
        guard byteCount < Token.maximumCount else { throw reader.syntax("a text of 512 MiB or more can't be read") }
        try fill(&reader)
        try reader.finish()
    }

    deinit {
        tokens.deallocate()
        ownBytes?.deallocate()
    }

    /// Makes the bytes the tape's own, for a decoder that someone keeps.
    func keepBytes() {
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(byteCount, 1))
        copy.initialize(from: base, count: byteCount)
        ownBytes = copy
        base = UnsafePointer(copy)
    }

    private enum Step { case value, member, after }

    private func fill(_ reader: inout JSONReader) throws(JSONError) {
        var parent = Token.none
        var ordinal: UInt32 = 0
        var step = Step.value
        while true {
            switch step {
            case .value:
                guard let byte = reader.peek() else { throw reader.expected("a value") }
                switch byte {
                case .quote:
                    try appendString(&reader, parent, ordinal)
                    step = .after
                case .openBrace:
                    let start = reader.position
                    try reader.beginObject()
                    parent = append(.object, start, length: count + 1, parent, ordinal)
                    step = .member
                case .openBracket:
                    let start = reader.position
                    try reader.beginArray()
                    parent = append(.array, start, length: 0, parent, ordinal)
                    ordinal = 0
                    // The first element needs no comma before it.
                    step = try reader.nextElement() ? .value : .after
                    if step == .after { close(&parent, &ordinal, elements: 0) }
                case .minus, 0x30...0x39:
                    let number = try reader.scanNumber(for: Double.self)
                    append(.number, number.start, length: number.count, parent, ordinal)
                    step = .after
                case UInt8(ascii: "n"):
                    append(.null, reader.position, length: 4, parent, ordinal)
                    try reader.scanLiteral("null")
                    step = .after
                default:
                    let start = reader.position
                    guard byte == UInt8(ascii: "t") || byte == UInt8(ascii: "f") else {
                        throw reader.syntax("a value can't begin like this")
                    }
                    append(.bool, start, length: try reader.readBool() ? 4 : 5, parent, ordinal)
                    step = .after
                }
            case .member:
                guard try reader.advance(to: .closeBrace) else {
                    close(&parent, &ordinal, elements: nil)
                    step = .after
                    continue
                }
                guard reader.peek() == .quote else { throw reader.expected("a name in quotes") }
                try appendString(&reader, parent, 0)
                try reader.skipColon()
                step = .value
            case .after:
                guard parent != Token.none else { return }
                if tokens[parent].kind == .object {
                    step = .member
                } else if try reader.nextElement() {
                    ordinal &+= 1
                    step = .value
                } else {
                    close(&parent, &ordinal, elements: ordinal &+ 1)
                }
            }
        }
    }

    @inline(__always)
    private func appendString(_ reader: inout JSONReader, _ parent: Int, _ ordinal: UInt32) throws(JSONError) {
        let range = try reader.scanString()
        append(range.hasEscapes ? .escaped : .string, range.start &- 1, length: range.count, parent, ordinal)
    }

    private func close(_ parent: inout Int, _ ordinal: inout UInt32, elements: UInt32?) {
        if let elements { tokens[parent].length = elements }
        tokens[parent].next = UInt32(truncatingIfNeeded: count)
        // Members have no ordinal, so this is of use to arrays only.
        ordinal = tokens[parent].ordinal
        parent = tokens[parent].parent
    }

    @inline(__always) @discardableResult
    private func append(_ kind: Token.Kind, _ start: Int, length: Int, _ parent: Int, _ ordinal: UInt32) -> Int {
        if count == capacity { grow() }
        let index = count
        (tokens + index).initialize(
            to: Token(kind, start: start, length: length, next: index &+ 1, parent: parent, ordinal: ordinal))
        count &+= 1
        return index
    }

    private func grow() {
        capacity *= 2
        let larger = UnsafeMutablePointer<Token>.allocate(capacity: capacity)
        larger.moveInitialize(from: tokens, count: count)
        tokens.deallocate()
        tokens = larger
    }

    /// A null for a member that is not there.
    func appendStray(in object: Int, _ key: any CodingKey) -> Int {
        strays[count] = key
        return append(.null, 0, length: 0, object, 0)
    }

    func stray(_ index: Int) -> (any CodingKey)? { strays.isEmpty ? nil : strays[index] }
}
