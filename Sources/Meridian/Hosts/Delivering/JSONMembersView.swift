import JSONCodec
import NIOCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The members of a JSON object as they lie in memory: what ``JSONMembers`` does, for who asks many things in a row.
struct JSONMembersView {
    typealias Node = JSONMembers.Node

    let bytes: UnsafeRawBufferPointer
    let nodes: UnsafeBufferPointer<Node>
    let range: Range<Int>

    /// Where the object was written, or a few bytes more.
    var place: Range<Int> { range.lowerBound == 0 ? bytes.indices : nodes[range.lowerBound - 1].values }

    var names: [String] {
        var names: [String] = []
        forEach { node in withName(node) { names.append(String(decoding: $0, as: UTF8.self)) } }
        return names
    }

    /// Where the last member of that name is; `nil` when there is none or its value is `null`.
    func index(of name: UnsafeRawBufferPointer) -> Int? {
        var found: Int?
        var index = range.lowerBound
        while index < range.upperBound {
            if isNamed(name, nodes[index]) { found = index }
            index = Int(nodes[index].next)
        }
        return found.flatMap { nodes[$0].kind == .null ? nil : $0 }
    }

    func index(of name: StaticString) -> Int? {
        index(of: UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    func has(_ name: StaticString) -> Bool { index(of: name) != nil }

    func text(_ name: StaticString) -> String? { withText(name) { String(decoding: $0, as: UTF8.self) } }

    func content(_ name: StaticString) -> ByteBuffer? { withText(name) { ByteBuffer(bytes: $0) } }

    /// Calls `body` with the bytes of a string, unescaped; they are valid inside it only.
    /// - Returns: `nil` when the value is none.
    func withText<Result>(_ name: StaticString, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        guard let index = index(of: name), nodes[index].isText else { return nil }
        return withText(nodes[index], body)
    }

    func integer(_ name: StaticString) -> Int? {
        guard let index = index(of: name) else { return nil }
        let node = nodes[index]
        if node.isText { return withText(node) { Int(String(decoding: $0, as: UTF8.self)) } }
        return Int(String(decoding: bytes[node.values], as: UTF8.self))
    }

    // No other value begins like `true`.
    func flag(_ name: StaticString) -> Bool {
        index(of: name).map { bytes[Int(nodes[$0].value)] == UInt8(ascii: "t") } ?? false
    }

    func object(_ name: StaticString) -> JSONMembersView? {
        guard let index = index(of: name), nodes[index].kind == .object else { return nil }
        return JSONMembersView(bytes: bytes, nodes: nodes, range: index + 1..<Int(nodes[index].next))
    }

    /// The strings of an array; none when the value is no array.
    func strings(_ name: StaticString) -> [String] { index(of: name).map { strings(nodes[$0]) } ?? [] }

    /// Each member with the strings of its array, in order; the bytes of the name are valid inside `body` only.
    func forEachStrings(_ body: (_ name: UnsafeRawBufferPointer, _ strings: [String]) -> Void) {
        forEach { node in withName(node) { body($0, strings(node)) } }
    }

    func strings(_ node: Node) -> [String] {
        var strings: [String] = []
        var reader = JSONReader(UnsafeRawBufferPointer(rebasing: bytes[node.values]))
        // The document was read before: only another kind of value ends this early.
        guard (try? reader.beginArray()) != nil else { return [] }
        while (try? reader.nextElement()) == true {
            if (try? reader.next()) == .string, let string = try? reader.readString() {
                strings.append(string)
            } else if (try? reader.skipValue()) == nil {
                return strings
            }
        }
        return strings
    }

    func forEachText(_ body: (_ name: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer) -> Void) {
        forEach { node in
            guard node.isText else { return }
            withName(node) { name in withText(node) { body(name, $0) } }
        }
    }

    private func forEach(_ body: (Node) -> Void) {
        var index = range.lowerBound
        while index < range.upperBound {
            body(nodes[index])
            index = Int(nodes[index].next)
        }
    }

    private func isNamed(_ name: UnsafeRawBufferPointer, _ node: Node) -> Bool {
        if node.isNameEscaped { return withName(node) { $0.elementsEqual(name) } }
        return Int(node.nameCount) == name.count
            && memcmp(bytes.baseAddress! + Int(node.name), name.baseAddress!, name.count) == 0
    }

    private func withName<Result>(_ node: Node, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unescaped(Int(node.name)..<Int(node.name) + Int(node.nameCount), node.isNameEscaped, body)
    }

    private func withText<Result>(_ node: Node, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unescaped(Int(node.value) + 1..<Int(node.valueEnd) - 1, node.kind == .escapedText, body)
    }

    private func unescaped<Result>(
        _ range: Range<Int>, _ isEscaped: Bool, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        guard isEscaped else { return body(UnsafeRawBufferPointer(rebasing: bytes[range])) }
        var text = JSONReader(bytes).text(StringRange(start: range.lowerBound, count: range.count, hasEscapes: true))
        return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
}
