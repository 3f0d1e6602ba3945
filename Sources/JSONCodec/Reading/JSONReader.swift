/// Reads JSON (RFC 8259) from bytes, one value after the other, strictly: nothing is accepted that the grammar does not
/// allow, strings must be UTF-8 without lone surrogates, and containers may nest 512 deep.
///
/// ```swift
/// try reader.beginArray()
/// while try reader.nextElement() { sum += try reader.readInteger(Int.self) }
/// ```
public struct JSONReader: ~Copyable {
    /// How deep containers may nest.
    public static let maximumDepth = 512

    let base: UnsafePointer<UInt8>
    let end: Int
    var position: Int
    private(set) var depth = 0
    /// Whether errors say the line; finding it costs the way from the start.
    let countsLines: Bool
    /// Whether a container was opened and nothing of it was read.
    private var isFresh = false

    /// - Parameter bytes: Must stay valid as long as the reader is used.
    public init(_ bytes: UnsafeRawBufferPointer) {
        // An empty buffer has no address; none of its bytes is read.
        let start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
        self.init(start.assumingMemoryBound(to: UInt8.self), end: bytes.count, position: 0, countsLines: true)
    }

    @inline(__always)
    init(_ base: UnsafePointer<UInt8>, end: Int, position: Int, countsLines: Bool = false) {
        self.countsLines = countsLines
        self.base = base
        self.end = end
        self.position = position
    }

    /// Bytes read so far.
    public var offset: Int { position }

    // MARK: Objects

    /// - Throws: ``JSONError`` when no object stands here.
    public mutating func beginObject() throws(JSONError) {
        guard peek() == .openBrace else { throw mismatch([String: Any].self) }
        try descend()
    }

    /// Goes to the next member and finds its name among `keys`.
    /// - Parameter key: The index of the name found last, or -1 at first; afterwards that of this name, or
    ///   ``JSONKeys/unknown``. Names in the order of `keys` are found at once.
    /// - Returns: `false` at the object's end, which is consumed.
    public mutating func nextKey(in keys: JSONKeys, _ key: inout Int) throws(JSONError) -> Bool {
        guard try advance(to: .closeBrace) else { return false }
        let guess = key &+ 1
        if let length = keys.match(guess, base + position, limit: end - position) {
            position &+= length
            key = guess
        } else {
            key = try scanKey(among: keys)
        }
        try skipColon()
        return true
    }

    /// Goes to the next member.
    /// - Returns: Its name; `nil` at the object's end, which is consumed.
    public mutating func nextKey() throws(JSONError) -> String? {
        guard try advance(to: .closeBrace) else { return nil }
        let name = try scanKey()
        try skipColon()
        return text(name)
    }

    private mutating func scanKey(among keys: JSONKeys) throws(JSONError) -> Int {
        let range = try scanKey()
        if !range.hasEscapes {
            return keys.index(of: UnsafeBufferPointer(start: base + range.start, count: range.count))
        }
        var name = text(range)
        return name.withUTF8 { keys.index(of: $0) }
    }

    /// Checks the name that begins at the next byte, and goes behind it.
    @inline(__always)
    mutating func scanKey() throws(JSONError) -> StringRange {
        guard position < end, base[position] == .quote else { throw expected("a name in quotes") }
        return try scanString()
    }

    @inline(__always)
    mutating func skipColon() throws(JSONError) {
        guard peek() == .colon else { throw expected("':'") }
        position &+= 1
    }

    // MARK: Arrays

    /// - Throws: ``JSONError`` when no array stands here.
    public mutating func beginArray() throws(JSONError) {
        guard peek() == .openBracket else { throw mismatch([Any].self) }
        try descend()
    }

    /// Goes to the next element.
    /// - Returns: `false` at the array's end, which is consumed.
    public mutating func nextElement() throws(JSONError) -> Bool {
        try advance(to: .closeBracket)
    }

    // MARK: Either

    /// Sees that nothing but white space follows.
    public mutating func finish() throws(JSONError) {
        guard peek() == nil else { throw syntax("something follows the value") }
    }

    private mutating func descend() throws(JSONError) {
        guard depth < Self.maximumDepth else { throw tooDeep() }
        depth &+= 1
        position &+= 1
        isFresh = true
    }

    @inline(__always)
    mutating func advance(to close: UInt8) throws(JSONError) -> Bool {
        let byte = peek()
        if byte == close {
            position &+= 1
            depth &-= 1
            isFresh = false
            return false
        }
        if isFresh {
            isFresh = false
            return true
        }
        guard byte == .comma else { throw expected(close == .closeBrace ? "',' or '}'" : "',' or ']'") }
        position &+= 1
        _ = peek()
        return true
    }

    // MARK: Places

    /// The next byte that is no white space; it is not consumed.
    @inline(__always)
    mutating func peek() -> UInt8? {
        while position < end {
            let byte = base[position]
            if byte > 0x20 { return byte }
            guard byte.isSpace else { return byte }
            position &+= 1
        }
        return nil
    }
}
