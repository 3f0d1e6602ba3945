public import NIOCore

/// Header fields in one buffer, in the order they came, names in lower case.
///
/// This is both the in-memory form and the form on the wire between gateway and worker, so a head goes from
/// socket to handler without being taken apart. Each field is `[name length: UInt16][value length: UInt16]`
/// followed by the name and the value as bytes. Look-ups scan; a head rarely has more than twenty fields.
public struct HTTPFields: Sendable {
    /// The encoded fields.
    public private(set) var block: ByteBuffer

    public init() {
        self.block = ByteBuffer()
    }

    /// Reserves room for `capacity` bytes.
    public init(capacity: Int) {
        self.block = ByteBufferAllocator().buffer(capacity: capacity)
    }

    public init(_ fields: KeyValuePairs<String, String>) {
        self.init(capacity: 128)
        for (name, value) in fields { append(name, value) }
    }

    /// Takes over an encoded block after checking that its lengths add up and that names and values are allowed.
    /// - Returns: `nil` when the block is malformed.
    public init?(validating block: ByteBuffer) {
        guard HTTPFields.isWellFormed(block) else { return nil }
        self.block = block
    }

    /// Takes over a block that the caller has built by the rules of this type.
    public init(trusted block: ByteBuffer) {
        self.block = block
    }

    public var isEmpty: Bool { block.readableBytes == 0 }

    /// Adds a field. `name` must be a token; it is lower-cased. Characters that are not allowed in a value
    /// (CR, LF, NUL) are replaced by a space, so that no value can end its line.
    public mutating func append(_ name: String, _ value: String) {
        var name = name
        var value = value
        name.withUTF8 { name in
            value.withUTF8 { value in
                append(name: UnsafeRawBufferPointer(name), value: UnsafeRawBufferPointer(value))
            }
        }
    }

    /// Adds a field from bytes, under the rules of ``append(_:_:)``. A name or value longer than 65,535 bytes is cut.
    public mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        append(atMost: Self.overhead + name.count + value.count) { $0.append(name: name, value: value) }
    }

    /// Bytes that a field takes beside its name and value.
    public static let overhead = 4

    /// Adds several fields at once.
    /// - Parameter capacity: Bytes that they take together at most, each with its ``overhead``.
    public mutating func append(atMost capacity: Int, _ body: (inout HTTPFieldWriter) -> Void) {
        block.writeWithUnsafeMutableBytes(minimumWritableBytes: max(capacity, Self.overhead)) { memory in
            var writer = HTTPFieldWriter(memory)
            body(&writer)
            return writer.count
        }
    }

    /// Adds a field under a lower-case name, by the rules of ``append(_:_:)``.
    public mutating func append(_ name: StaticString, value: UnsafeRawBufferPointer) {
        append(name: UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), value: value)
    }

    /// Adds all fields of another block.
    public mutating func append(contentsOf other: HTTPFields) {
        block.writeImmutableBuffer(other.block)
    }

    /// The first value under `name` (any case), or `nil`.
    public subscript(name: String) -> String? {
        var result: String?
        var name = name.lowercased()
        name.withUTF8 { wanted in
            withFirstValue(UnsafeRawBufferPointer(wanted)) { result = String(decoding: $0, as: UTF8.self) }
        }
        return result
    }

    /// Every value under `name` (any case), in order.
    public func values(_ name: String) -> [String] {
        let name = name.lowercased()
        return compactMap { $0 == name ? $1 : nil }
    }

    public func contains(_ name: String) -> Bool {
        var found = false
        var name = name.lowercased()
        name.withUTF8 { wanted in withFirstValue(UnsafeRawBufferPointer(wanted)) { _ in found = true } }
        return found
    }

    /// Whether there is a field under a lower-case name.
    @inlinable
    public func has(_ name: StaticString) -> Bool {
        var found = false
        withFirstValue(name) { _ in found = true }
        return found
    }

    /// The first value under a lower-case name; `nil` when it is no number of up to 18 digits.
    public func number(_ name: StaticString) -> Int? {
        var result: Int?
        withFirstValue(name) { value in
            guard (1...18).contains(value.count) else { return }
            var number = 0
            for byte in value {
                guard byte &- 0x30 <= 9 else { return }
                number = number * 10 + Int(byte - 0x30)
            }
            result = number
        }
        return result
    }

    /// Removes every field called `name`.
    public mutating func remove(_ name: String) {
        guard contains(name) else { return }
        var kept = HTTPFields(capacity: block.readableBytes)
        let name = name.lowercased()
        forEach { fieldName, value in
            if !name.utf8.elementsEqual(fieldName) { kept.append(name: fieldName, value: value) }
        }
        self = kept
    }

    /// Replaces every field called `name` by one.
    public mutating func set(_ name: String, _ value: String) {
        remove(name)
        append(name, value)
    }

    /// Writes over the first value under a lower-case name, in place.
    /// - Returns: `false`, with nothing changed, when there is none of the same length.
    public mutating func overwrite(_ name: StaticString, with value: UnsafeRawBufferPointer) -> Bool {
        var offset: Int?
        block.withUnsafeReadableBytes { bytes in
            withFirstValue(name) { found in
                guard found.count == value.count, let start = found.baseAddress else { return }
                offset = start - bytes.baseAddress!
            }
        }
        guard let offset else { return false }
        block.withUnsafeMutableReadableBytes { bytes in
            UnsafeMutableRawBufferPointer(rebasing: bytes[offset..<offset + value.count]).copyMemory(from: value)
        }
        return true
    }

    /// Calls `body` with the bytes of the first value under a lower-case `name`.
    @inlinable
    public func withFirstValue(_ name: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        block.withUnsafeReadableBytes { bytes in
            var position = 0
            while position &+ 4 <= bytes.count {
                let nameLength = Int(bytes.loadUnaligned(fromByteOffset: position, as: UInt16.self).bigEndian)
                let valueLength = Int(bytes.loadUnaligned(fromByteOffset: position + 2, as: UInt16.self).bigEndian)
                let nameStart = position + 4
                if nameLength == name.count, Self.isEqual(bytes, at: nameStart, name) {
                    let valueStart = nameStart + nameLength
                    body(UnsafeRawBufferPointer(rebasing: bytes[valueStart..<valueStart + valueLength]))
                    return
                }
                position = nameStart + nameLength + valueLength
            }
        }
    }

    @inlinable
    static func isEqual(_ bytes: UnsafeRawBufferPointer, at start: Int, _ name: UnsafeRawBufferPointer) -> Bool {
        for index in 0..<name.count where bytes[start &+ index] != name[index] { return false }
        return true
    }

    /// Calls `body` with the bytes of the first value under a lower-case name.
    @inlinable
    public func withFirstValue(_ name: StaticString, _ body: (UnsafeRawBufferPointer) -> Void) {
        withFirstValue(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), body)
    }

    /// Calls `body` with the bytes of each field's lower-case name and value, in order.
    @inlinable
    public func forEach(_ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void) {
        block.withUnsafeReadableBytes { bytes in
            var position = 0
            while position &+ 4 <= bytes.count {
                let nameLength = Int(bytes.loadUnaligned(fromByteOffset: position, as: UInt16.self).bigEndian)
                let valueLength = Int(bytes.loadUnaligned(fromByteOffset: position + 2, as: UInt16.self).bigEndian)
                let nameStart = position + 4
                let valueStart = nameStart + nameLength
                let end = valueStart + valueLength
                body(
                    UnsafeRawBufferPointer(rebasing: bytes[nameStart..<valueStart]),
                    UnsafeRawBufferPointer(rebasing: bytes[valueStart..<end]))
                position = end
            }
        }
    }

    func compactMap<Element>(_ transform: (String, String) -> Element?) -> [Element] {
        var result: [Element] = []
        forEach { name, value in
            if let element = transform(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)) {
                result.append(element)
            }
        }
        return result
    }

    /// Names and values as pairs of strings, in order.
    public var pairs: [(name: String, value: String)] {
        compactMap { ($0, $1) }
    }

    static func isWellFormed(_ block: ByteBuffer) -> Bool {
        block.withUnsafeReadableBytes { bytes in
            var position = 0
            while position < bytes.count {
                guard position + 4 <= bytes.count else { return false }
                let nameLength = Int(bytes.loadUnaligned(fromByteOffset: position, as: UInt16.self).bigEndian)
                let valueLength = Int(bytes.loadUnaligned(fromByteOffset: position + 2, as: UInt16.self).bigEndian)
                let nameStart = position + 4
                let end = nameStart + nameLength + valueLength
                guard nameLength > 0, end <= bytes.count else { return false }
                for index in nameStart..<nameStart + nameLength where !HTTPSyntax.isLowercaseToken(bytes[index]) {
                    return false
                }
                for index in nameStart + nameLength..<end where !HTTPSyntax.isFieldValue(bytes[index]) {
                    return false
                }
                position = end
            }
            return true
        }
    }
}

extension HTTPFields: Equatable {
    public static func == (left: HTTPFields, right: HTTPFields) -> Bool {
        left.block == right.block
    }
}

extension HTTPFields: CustomStringConvertible {
    public var description: String {
        pairs.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    }
}

extension HTTPFields: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(capacity: 128)
        for (name, value) in elements { append(name, value) }
    }
}
