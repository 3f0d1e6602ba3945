public import NIOCore

/// Writes JSON, one value after the other. Commas and escapes are its own affair; that containers are closed and names
/// come before values is its user's.
///
/// ```swift
/// writer.beginObject()
/// writer.key("id")
/// writer.write(7)
/// writer.endObject()
/// ```
public struct JSONWriter: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// Bytes written so far.
    public private(set) var count = 0

    /// - Parameter capacity: Bytes to make room for at first.
    public init(capacity: Int = 512) {
        self.capacity = max(capacity, 64)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    // MARK: Containers

    public mutating func beginObject() { append(.openBrace) }

    public mutating func endObject() { append(.closeBrace) }

    public mutating func beginArray() { append(.openBracket) }

    public mutating func endArray() { append(.closeBracket) }

    /// Comes before each element of an array.
    @inline(__always)
    public mutating func element() {
        if !isFresh { append(.comma) }
    }

    /// Comes before each member's value.
    public mutating func key(_ name: String) {
        if !isFresh { append(.comma) }
        write(name)
        append(.colon)
    }

    /// Comes before each member's value.
    /// - Parameter name: UTF-8; nothing checks that it is.
    public mutating func key(utf8 name: UnsafeBufferPointer<UInt8>) {
        if !isFresh { append(.comma) }
        write(utf8: name)
        append(.colon)
    }

    /// Comes before each member's value.
    @inline(__always)
    public mutating func key(_ keys: JSONKeys, _ index: Int) {
        let text = keys.text(index)
        let skipped = isFresh ? 1 : 0
        append(UnsafeBufferPointer(start: text.baseAddress! + skipped, count: text.count &- skipped))
    }

    /// Whether a container was opened and nothing written into it: no value ends like this.
    private var isFresh: Bool {
        count > 0 && (base[count &- 1] == .openBrace || base[count &- 1] == .openBracket)
    }

    // MARK: The result

    public consuming func finish() -> ByteBuffer {
        ByteBuffer(bytes: UnsafeRawBufferPointer(start: base, count: count))
    }

    /// The bytes so far; valid inside `body` only.
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try body(UnsafeBufferPointer(start: base, count: count))
    }

    // MARK: Bytes

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        if count == capacity { grow(by: 1) }
        base[count] = byte
        count &+= 1
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        if capacity &- count < bytes.count { grow(by: bytes.count) }
        (base + count).update(from: start, count: bytes.count)
        count &+= bytes.count
    }

    mutating func append(_ literal: StaticString) {
        append(UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Gives `body` room for at least `length` bytes; it returns how many it wrote.
    @inline(__always)
    mutating func append(atMost length: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
        if capacity &- count < length { grow(by: length) }
        count &+= body(base + count)
    }

    /// Forgets what was written after the first `count` bytes.
    mutating func truncate(to count: Int) {
        self.count = count
    }

    @inline(never)
    private mutating func grow(by length: Int) {
        capacity = max(capacity &* 2, count &+ length)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: base, count: count)
        base.deallocate()
        base = larger
    }
}
