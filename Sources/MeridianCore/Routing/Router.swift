/// Finds what is bound to a method and path. An immutable value: a change builds another one.
///
/// At each segment a literal wins over a parameter and a parameter over the rest of the path; when the preferred
/// branch leads nowhere the next is tried. A look-up costs a hash and a comparison per segment.
public struct Router<Target: Sendable>: Sendable {
    public enum Match {
        case found(Target)
        /// The path is bound, the method is not; these are.
        case methodNotAllowed([HTTPMethod])
        case notFound
    }

    private struct Leaf: Sendable {
        var byMethod: [(method: HTTPMethod, target: Target)] = []
        var anyMethod: Target?
    }

    private final class Node: @unchecked Sendable {
        // Written only while the router is built, before it is shared.
        var literals: [[UInt8]: Node] = [:]
        var parameter: Node?
        var leaf: Leaf?
        var rest: Leaf?
        var restMayBeEmpty = false
    }

    private let root = Node()

    public init() {}

    /// - Parameter routes: Patterns with the methods they are bound to (none: all) and what they lead to.
    /// - Throws: ``ErrorCode/invalidApp`` when two routes are the same.
    public init(_ routes: [(methods: [HTTPMethod], pattern: PathPattern, target: Target)]) throws(MeridianError) {
        for route in routes { try insert(route.methods, route.pattern, route.target) }
    }

    private func insert(_ methods: [HTTPMethod], _ pattern: PathPattern, _ target: Target) throws(MeridianError) {
        var node = root
        for segment in pattern.segments {
            switch segment {
            case .literal(let text):
                let key = Array(text.utf8)
                let next = node.literals[key] ?? Node()
                node.literals[key] = next
                node = next
            case .parameter:
                let next = node.parameter ?? Node()
                node.parameter = next
                node = next
            case .rest(let name):
                var leaf = node.rest ?? Leaf()
                try bind(methods, pattern, target, to: &leaf)
                node.rest = leaf
                node.restMayBeEmpty = node.restMayBeEmpty || name == nil
                return
            }
        }
        var leaf = node.leaf ?? Leaf()
        try bind(methods, pattern, target, to: &leaf)
        node.leaf = leaf
    }

    private func bind(
        _ methods: [HTTPMethod], _ pattern: PathPattern, _ target: Target, to leaf: inout Leaf
    ) throws(MeridianError) {
        if methods.isEmpty {
            guard leaf.anyMethod == nil else {
                throw MeridianError(.invalidApp, "two functions are bound to all methods of '\(pattern)'")
            }
            leaf.anyMethod = target
        }
        for method in methods {
            guard !leaf.byMethod.contains(where: { $0.method == method }) else {
                throw MeridianError(.invalidApp, "two functions are bound to \(method) '\(pattern)'")
            }
            leaf.byMethod.append((method, target))
        }
    }

    /// - Parameter path: The path of the target without query, as bytes; it begins with `/`.
    public func match(_ method: HTTPMethod, path: UnsafeRawBufferPointer) -> Match {
        guard path.first == UInt8(ascii: "/") else { return .notFound }
        guard let leaf = find(root, path, 1) else { return .notFound }
        if let bound = leaf.byMethod.first(where: { $0.method == method }) { return .found(bound.target) }
        if let target = leaf.anyMethod { return .found(target) }
        if method == .head, let bound = leaf.byMethod.first(where: { $0.method == .get }) {
            return .found(bound.target)
        }
        return .methodNotAllowed(leaf.byMethod.map(\.method))
    }

    public func match(_ method: HTTPMethod, path: String) -> Match {
        var path = path
        return path.withUTF8 { match(method, path: UnsafeRawBufferPointer($0)) }
    }

    private func find(_ node: Node, _ path: UnsafeRawBufferPointer, _ start: Int) -> Leaf? {
        if start > path.count || (start == path.count && path.count == 1) {
            if let leaf = node.leaf { return leaf }
            return node.restMayBeEmpty ? node.rest : nil
        }
        var end = start
        while end < path.count && path[end] != UInt8(ascii: "/") { end &+= 1 }
        let segment = UnsafeRawBufferPointer(rebasing: path[start..<end])
        if !node.literals.isEmpty {
            let literal = node.literals[Array(segment)] ?? decodedLiteral(node, segment)
            if let literal, let leaf = find(literal, path, end + 1) { return leaf }
        }
        if !segment.isEmpty, let parameter = node.parameter, let leaf = find(parameter, path, end + 1) { return leaf }
        if start < path.count || node.restMayBeEmpty { return node.rest }
        return nil
    }

    private func decodedLiteral(_ node: Node, _ segment: UnsafeRawBufferPointer) -> Node? {
        guard segment.contains(UInt8(ascii: "%")), let text = PercentEncoding.decode(segment) else { return nil }
        return node.literals[Array(text.utf8)]
    }
}
