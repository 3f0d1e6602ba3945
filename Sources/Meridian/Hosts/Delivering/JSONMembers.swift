import JSONCodec
import NIOCore

/// The members of a JSON object, each as the bytes it was written with, so that what is handed on stays as it came.
///
/// The document is read once, with all objects in it that are members of one another. Nothing of it is copied before someone
/// asks for it.
struct JSONMembers: Sendable {
    struct Node {
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

    /// Calls `body` with the members as they lie in memory; nothing of what it is given is valid outside of it.
    func withView<Result, Failure: Error>(
        _ body: (JSONMembersView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try document.withUnsafeReadableBytes { bytes throws(Failure) in
            try nodes.withUnsafeBufferPointer { nodes throws(Failure) in
                try body(JSONMembersView(bytes: bytes, nodes: nodes, range: range))
            }
        }
    }

    /// The names, in the order in which they were written.
    var names: [String] { withView(\.names) }

    /// The value as it was written; `nil` when there is none or it is `null`.
    subscript(name: String) -> ByteBuffer? {
        let node = withView { view in view.index(of: name).map { view.nodes[$0] } }
        return node.flatMap { document.getSlice(at: document.readerIndex + Int($0.value), length: $0.values.count) }
    }

    /// A string; `nil` when the value is none.
    func text(_ name: String) -> String? { withView { $0.text(name) } }

    /// The bytes of a string, unescaped; `nil` when the value is none.
    func content(_ name: String) -> ByteBuffer? { withView { $0.content(name) } }

    /// A whole number, or a string that spells one.
    func integer(_ name: String) -> Int? { withView { $0.integer(name) } }

    func flag(_ name: String) -> Bool { withView { $0.flag(name) } }

    func object(_ name: String) -> JSONMembers? {
        let index = withView { view in view.index(of: name).flatMap { view.nodes[$0].kind == .object ? $0 : nil } }
        return index.map { JSONMembers(self, $0) }
    }

    /// The elements of an array; none when the value is no array.
    func array(_ name: String) -> [ByteBuffer] { self[name].flatMap(JSONText.elements) ?? [] }

    /// The strings of an array.
    func strings(_ name: String) -> [String] { withView { $0.strings(name) } }

    /// The objects of an array.
    func objects(_ name: String) -> [JSONMembers] { array(name).compactMap { JSONMembers($0) } }

    /// Each member whose value is a string, in order; the bytes, unescaped, are valid inside `body` only.
    func forEachText(_ body: (_ name: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer) -> Void) {
        withView { $0.forEachText(body) }
    }
}
