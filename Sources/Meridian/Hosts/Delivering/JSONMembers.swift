import JSONCodec
import NIOCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The members of a JSON object, each as the bytes it was written with, so that what is handed on stays as it came.
///
/// The document is read once, with all objects in it that are members of one another. Nothing of it is copied before someone
/// asks for it.
struct JSONMembers: Sendable {
    private struct Node {
        enum Kind: UInt8 {
            case null, text, escapedText, object, other
        }

        var kind = Kind.other
        var isNameEscaped: Bool
        var name: Int32
        var nameCount: Int32
        /// With the quotes of a text.
        var value: Int32
        var valueEnd: Int32 = 0
        /// Where the next member of the same object is; what comes before it are those of this one.
        var next: Int32 = 0

        var values: Range<Int> { Int(value)..<Int(valueEnd) }
        var isText: Bool { kind == .text || kind == .escapedText }
    }

    private static let usualCount = 48

    private let document: ByteBuffer
    private let nodes: [Node]
    /// Those of this object, and of the objects in it.
    private let range: Range<Int>

    /// - Returns: `nil` when the bytes are no JSON object, or 2 GiB or more.
    init?(_ document: ByteBuffer) {
        guard document.readableBytes <= Int(Int32.max),
            let nodes = document.withUnsafeReadableBytes({ try? Self.read($0) })
        else { return nil }
        self.document = document
        self.nodes = nodes
        range = 0..<nodes.count
    }

    private init(_ parent: JSONMembers, _ object: Int) {
        document = parent.document
        nodes = parent.nodes
        range = object + 1..<Int(nodes[object].next)
    }

    /// The bytes of the object as it was written, or a few more.
    var byteCount: Int { range.lowerBound == 0 ? document.readableBytes : nodes[range.lowerBound - 1].values.count }

    private static func read(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> [Node] {
        var reader = JSONReader(bytes)
        var nodes: [Node] = []
        nodes.reserveCapacity(usualCount)
        try readObject(&reader, &nodes)
        try reader.finish()
        return nodes
    }

    private static func readObject(_ reader: inout JSONReader, _ nodes: inout [Node]) throws(JSONError) {
        try reader.beginObject()
        while let name = try reader.nextKeyRange() {
            // Goes to where the value begins.
            let next = try reader.next()
            var node = Node(
                isNameEscaped: name.hasEscapes, name: Int32(truncatingIfNeeded: name.start),
                nameCount: Int32(truncatingIfNeeded: name.count), value: Int32(truncatingIfNeeded: reader.offset))
            let index = nodes.count
            switch next {
            case .string: node.kind = try reader.readStringRange().hasEscapes ? .escapedText : .text
            case .object:
                node.kind = .object
                nodes.append(node)
                try readObject(&reader, &nodes)
                nodes[index].valueEnd = Int32(truncatingIfNeeded: reader.offset)
                nodes[index].next = Int32(truncatingIfNeeded: nodes.count)
                continue
            case .null:
                node.kind = .null
                try reader.skipValue()
            case .array, .number, .bool: try reader.skipValue()
            }
            node.valueEnd = Int32(truncatingIfNeeded: reader.offset)
            node.next = Int32(truncatingIfNeeded: index + 1)
            nodes.append(node)
        }
    }

    /// The names, in the order in which they were written.
    var names: [String] {
        var names: [String] = []
        forEach { node, bytes in withName(node, bytes) { names.append(String(decoding: $0, as: UTF8.self)) } }
        return names
    }

    /// The value as it was written; `nil` when there is none or it is `null`.
    subscript(name: String) -> ByteBuffer? {
        find(name).flatMap { node in
            document.getSlice(at: document.readerIndex + Int(node.value), length: node.values.count)
        }
    }

    /// A string; `nil` when the value is none.
    func text(_ name: String) -> String? {
        find(name).flatMap { node in
            guard node.isText else { return nil }
            return document.withUnsafeReadableBytes { bytes in
                withText(node, bytes) { String(decoding: $0, as: UTF8.self) }
            }
        }
    }

    /// The bytes of a string, unescaped; `nil` when the value is none.
    func content(_ name: String) -> ByteBuffer? {
        guard let node = find(name), node.isText else { return nil }
        return document.withUnsafeReadableBytes { bytes in withText(node, bytes) { ByteBuffer(bytes: $0) } }
    }

    /// A whole number, or a string that spells one.
    func integer(_ name: String) -> Int? {
        guard let node = find(name) else { return nil }
        return document.withUnsafeReadableBytes { bytes in
            if node.isText { return withText(node, bytes) { Int(String(decoding: $0, as: UTF8.self)) } }
            return Int(String(decoding: bytes[node.values], as: UTF8.self))
        }
    }

    func flag(_ name: String) -> Bool {
        // No other value begins like this.
        find(name).map { node in document.withUnsafeReadableBytes { $0[Int(node.value)] == UInt8(ascii: "t") } }
            ?? false
    }

    func object(_ name: String) -> JSONMembers? {
        indexed(name).flatMap { nodes[$0].kind == .object ? JSONMembers(self, $0) : nil }
    }

    /// The elements of an array; none when the value is no array.
    func array(_ name: String) -> [ByteBuffer] { self[name].flatMap(JSONText.elements) ?? [] }

    /// The strings of an array.
    func strings(_ name: String) -> [String] { array(name).compactMap(JSONText.string) }

    /// The objects of an array.
    func objects(_ name: String) -> [JSONMembers] { array(name).compactMap { JSONMembers($0) } }

    /// Each member whose value is a string, in order; the bytes, unescaped, are valid inside `body` only.
    func forEachText(_ body: (_ name: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer) -> Void) {
        forEach { node, bytes in
            guard node.isText else { return }
            withName(node, bytes) { name in withText(node, bytes) { body(name, $0) } }
        }
    }

    /// The last member of that name; `nil` when its value is `null`.
    private func find(_ name: String) -> Node? { indexed(name).map { nodes[$0] } }

    private func indexed(_ name: String) -> Int? {
        var name = name
        return name.withUTF8 { name in
            document.withUnsafeReadableBytes { bytes in
                nodes.withUnsafeBufferPointer { nodes in
                    var found: Int?
                    var index = range.lowerBound
                    while index < range.upperBound {
                        if isNamed(UnsafeRawBufferPointer(name), nodes[index], bytes) { found = index }
                        index = Int(nodes[index].next)
                    }
                    return found.flatMap { nodes[$0].kind == .null ? nil : $0 }
                }
            }
        }
    }

    private func isNamed(_ name: UnsafeRawBufferPointer, _ node: Node, _ bytes: UnsafeRawBufferPointer) -> Bool {
        if node.isNameEscaped { return withName(node, bytes) { $0.elementsEqual(name) } }
        return Int(node.nameCount) == name.count
            && memcmp(bytes.baseAddress! + Int(node.name), name.baseAddress!, name.count) == 0
    }

    private func forEach(_ body: (Node, UnsafeRawBufferPointer) -> Void) {
        document.withUnsafeReadableBytes { bytes in
            nodes.withUnsafeBufferPointer { nodes in
                var index = range.lowerBound
                while index < range.upperBound {
                    body(nodes[index], bytes)
                    index = Int(nodes[index].next)
                }
            }
        }
    }

    private func withName<Result>(
        _ node: Node, _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        with(Int(node.name)..<Int(node.name) + Int(node.nameCount), node.isNameEscaped, bytes, body)
    }

    private func withText<Result>(
        _ node: Node, _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        with(Int(node.value) + 1..<Int(node.valueEnd) - 1, node.kind == .escapedText, bytes, body)
    }

    private func with<Result>(
        _ range: Range<Int>, _ isEscaped: Bool, _ bytes: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        guard isEscaped else { return body(UnsafeRawBufferPointer(rebasing: bytes[range])) }
        var text = JSONReader(bytes).text(StringRange(start: range.lowerBound, count: range.count, hasEscapes: true))
        return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
}
