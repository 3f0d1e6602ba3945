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

        let kind: Kind
        let isNameEscaped: Bool
        let name: Int32
        let nameCount: Int32
        /// With the quotes of a text.
        let value: Int32
        fileprivate(set) var valueEnd: Int32
        /// Where the next member of the same object is; what comes before it are those of this one.
        fileprivate(set) var next: Int32

        init(_ member: JSONMember, next: Int) {
            kind =
                switch member.kind {
                case .string: member.hasEscapes ? .escapedText : .text
                case .object: .object
                case .null: .null
                case .array, .number, .bool: .other
                }
            isNameEscaped = member.name.hasEscapes
            name = Int32(truncatingIfNeeded: member.name.start)
            nameCount = Int32(truncatingIfNeeded: member.name.count)
            value = Int32(truncatingIfNeeded: member.value.lowerBound)
            valueEnd = Int32(truncatingIfNeeded: member.value.upperBound)
            self.next = Int32(truncatingIfNeeded: next)
        }

        var values: Range<Int> { Int(value)..<Int(valueEnd) }
        var isText: Bool { kind == .text || kind == .escapedText }
    }

    private static let usualCount = 40

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
        var member = JSONMember()
        while try reader.nextMember(&member) {
            let index = nodes.count
            nodes.append(Node(member, next: index + 1))
            guard member.kind == .object else { continue }
            try readObject(&reader, &nodes)
            nodes[index].valueEnd = Int32(truncatingIfNeeded: reader.offset)
            nodes[index].next = Int32(truncatingIfNeeded: nodes.count)
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
        index(of: name).flatMap { self[nodes[$0].values] }
    }

    /// Bytes of the whole document.
    subscript(place: Range<Int>) -> ByteBuffer? {
        document.getSlice(at: document.readerIndex + place.lowerBound, length: place.count)
    }

    private func index(of name: String) -> Int? {
        var name = name
        return name.withUTF8 { name in withView { $0.index(of: UnsafeRawBufferPointer(name)) } }
    }

    /// A string; `nil` when the value is none.
    func text(_ name: StaticString) -> String? { withView { $0.text(name) } }

    /// The bytes of a string, unescaped; `nil` when the value is none.
    func content(_ name: StaticString) -> ByteBuffer? { withView { $0.content(name) } }

    /// A whole number, or a string that spells one.
    func integer(_ name: StaticString) -> Int? { withView { $0.integer(name) } }

    func flag(_ name: StaticString) -> Bool { withView { $0.flag(name) } }

    func object(_ name: String) -> JSONMembers? {
        guard let index = index(of: name), nodes[index].kind == .object else { return nil }
        return JSONMembers(self, index)
    }

    /// The elements of an array; none when the value is no array.
    func array(_ name: String) -> [ByteBuffer] { self[name].flatMap(JSONText.elements) ?? [] }

    /// The strings of an array; none when the value is no array.
    func strings(_ name: String) -> [String] {
        index(of: name).map { index in withView { $0.strings(nodes[index]) } } ?? []
    }

    /// The objects of an array.
    func objects(_ name: String) -> [JSONMembers] { array(name).compactMap { JSONMembers($0) } }

    /// Each member whose value is a string, in order; the bytes, unescaped, are valid inside `body` only.
    func forEachText(_ body: (_ name: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer) -> Void) {
        withView { $0.forEachText(body) }
    }
}
