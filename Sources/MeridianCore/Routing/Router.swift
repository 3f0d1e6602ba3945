/// Finds what is bound to a method and path. An immutable value: a change builds another one.
///
/// At each segment a literal wins over a parameter and a parameter over the rest of the path; when the preferred
/// branch leads nowhere the next is tried. A look-up costs a binary search per segment.
public struct Router<Target: Sendable>: Sendable {
    public enum Match {
        case found(Target)
        /// The path is bound, the method is not; these are.
        case methodNotAllowed([HTTPMethod])
        case notFound
    }

    @usableFromInline
    struct Leaf: Sendable {
        @usableFromInline var byMethod: [(method: HTTPMethod, target: Target)] = []
        @usableFromInline var anyMethod: Target?

        @inlinable init() {}
    }

    @usableFromInline
    final class Node: @unchecked Sendable {
        // Written only while the router is built, before it is shared.
        /// Sorted by ``order(_:_:)``.
        @usableFromInline var literals: [(key: [UInt8], node: Node)] = []
        @usableFromInline var parameter: Node?
        @usableFromInline var leaf: Leaf?
        @usableFromInline var rest: Leaf?
        @usableFromInline var restMayBeEmpty = false

        @inlinable init() {}

        /// Where the literal stands, or where it belongs.
        @inlinable
        func search(_ literal: UnsafeRawBufferPointer) -> (index: Int, isFound: Bool) {
            var low = 0
            var high = literals.count
            while low < high {
                let middle = (low &+ high) &>> 1
                let order = literals[middle].key.withUnsafeBytes { Router.order($0, literal) }
                if order == 0 { return (middle, true) }
                if order < 0 { low = middle &+ 1 } else { high = middle }
            }
            return (low, false)
        }

        @inlinable
        subscript(literal: UnsafeRawBufferPointer) -> Node? {
            let (index, isFound) = search(literal)
            return isFound ? literals[index].node : nil
        }

        @inlinable
        func child(_ literal: String) -> Node {
            Array(literal.utf8).withUnsafeBytes { bytes in
                let (index, isFound) = search(bytes)
                if isFound { return literals[index].node }
                let node = Node()
                literals.insert((Array(bytes), node), at: index)
                return node
            }
        }
    }

    /// Shorter before longer, those of one length by their bytes. Below 0 when `left` comes first, 0 when they are equal.
    @inlinable
    static func order(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        guard left.count == right.count else { return left.count &- right.count }
        for index in 0..<left.count where left[index] != right[index] {
            return Int(left[index]) &- Int(right[index])
        }
        return 0
    }

    @usableFromInline let root = Node()

    @inlinable public init() {}

    /// - Parameter routes: Patterns with the methods they are bound to (none: all) and what they lead to.
    /// - Throws: ``ErrorCode/invalidApp`` when two routes are the same.
    @inlinable public init(_ routes: [(methods: [HTTPMethod], pattern: PathPattern, target: Target)])
        throws(MeridianError)
    {
        for route in routes { try insert(route.methods, route.pattern, route.target) }
    }

    @inlinable func insert(_ methods: [HTTPMethod], _ pattern: PathPattern, _ target: Target) throws(MeridianError) {
        var node = root
        for segment in pattern.segments {
            switch segment {
            case .literal(let text):
                node = node.child(text)
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

    @inlinable func bind(
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
    @inlinable public func match(_ method: HTTPMethod, path: UnsafeRawBufferPointer) -> Match {
        guard path.first == UInt8(ascii: "/") else { return .notFound }
        guard let leaf = find(root, path, 1) else { return .notFound }
        if let bound = leaf.byMethod.first(where: { $0.method == method }) { return .found(bound.target) }
        if let target = leaf.anyMethod { return .found(target) }
        if method == .head, let bound = leaf.byMethod.first(where: { $0.method == .get }) {
            return .found(bound.target)
        }
        return .methodNotAllowed(leaf.byMethod.map(\.method))
    }

    @inlinable public func match(_ method: HTTPMethod, path: String) -> Match {
        var path = path
        return path.withUTF8 { match(method, path: UnsafeRawBufferPointer($0)) }
    }

    @inlinable func find(_ node: Node, _ path: UnsafeRawBufferPointer, _ start: Int) -> Leaf? {
        if start > path.count || (start == path.count && path.count == 1) {
            if let leaf = node.leaf { return leaf }
            return node.restMayBeEmpty ? node.rest : nil
        }
        var end = start
        while end < path.count && path[end] != UInt8(ascii: "/") { end &+= 1 }
        let segment = UnsafeRawBufferPointer(rebasing: path[start..<end])
        if !node.literals.isEmpty {
            let literal = node[segment] ?? decodedLiteral(node, segment)
            if let literal, let leaf = find(literal, path, end + 1) { return leaf }
        }
        if !segment.isEmpty, let parameter = node.parameter, let leaf = find(parameter, path, end + 1) { return leaf }
        if start < path.count || node.restMayBeEmpty { return node.rest }
        return nil
    }

    @inlinable func decodedLiteral(_ node: Node, _ segment: UnsafeRawBufferPointer) -> Node? {
        guard segment.contains(UInt8(ascii: "%")), let text = PercentEncoding.decode(segment) else { return nil }
        return Array(text.utf8).withUnsafeBytes { node[$0] }
    }
}
