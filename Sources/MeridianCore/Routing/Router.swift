/// Finds what is bound to a method and path. An immutable value: a change builds another one.
///
/// At each segment a literal wins over a parameter and a parameter over the rest of the path; when the preferred
/// branch leads nowhere the next is tried. A look-up costs a binary search per segment.
public struct Router<Target: Sendable>: Sendable {
    public enum Match {
        case found(Target)
        /// The path is bound, the method is not; these are answered, HEAD wherever GET is.
        case methodNotAllowed([HTTPMethod])
        case notFound
    }

    /// What is bound to a path, while routes are added.
    @usableFromInline
    struct Bindings {
        @usableFromInline var byMethod: [(method: HTTPMethod, target: Target)] = []
        @usableFromInline var anyMethod: Target?

        @inlinable init() {}
    }

    /// What is bound to a path. An object, so that finding it copies nothing.
    @usableFromInline
    final class Leaf: Sendable {
        @usableFromInline let byMethod: [(method: HTTPMethod, target: Target)]
        @usableFromInline let anyMethod: Target?

        @inlinable
        init(_ bindings: Bindings) {
            byMethod = bindings.byMethod
            anyMethod = bindings.anyMethod
        }

        /// What a method leads to.
        @inlinable
        subscript(method: HTTPMethod) -> Target? {
            byMethod.first { $0.method == method }?.target
        }

        /// Those that are answered, where not all are.
        @inlinable var methods: [HTTPMethod] {
            let bound = byMethod.map(\.method)
            return bound.contains(.get) && !bound.contains(.head) ? bound + [.head] : bound
        }
    }

    /// What may follow a part of a path. Never changes, so that reading it needs no check of exclusive access.
    @usableFromInline
    final class Node: Sendable {
        /// Sorted by ``order(_:_:)``.
        @usableFromInline let literals: [(key: [UInt8], node: Node)]
        @usableFromInline let parameter: Node?
        @usableFromInline let leaf: Leaf?
        @usableFromInline let rest: Leaf?
        @usableFromInline let restMayBeEmpty: Bool

        @inlinable
        init(_ draft: Draft) {
            literals = draft.literals.map { ($0.key, Node($0.value)) }.sorted { left, right in
                left.0.withUnsafeBytes { left in right.0.withUnsafeBytes { Router.order(left, $0) < 0 } }
            }
            parameter = draft.parameter.map(Node.init)
            leaf = draft.leaf.map(Leaf.init)
            rest = draft.rest.map(Leaf.init)
            restMayBeEmpty = draft.restMayBeEmpty
        }

        /// What follows a literal segment.
        @inlinable
        subscript(literal: UnsafeRawBufferPointer) -> Node? {
            var low = 0
            var high = literals.count
            while low < high {
                let middle = (low &+ high) &>> 1
                let order = literals[middle].key.withUnsafeBytes { Router.order($0, literal) }
                if order == 0 { return literals[middle].node }
                if order < 0 { low = middle &+ 1 } else { high = middle }
            }
            return nil
        }
    }

    /// A node while routes are added.
    @usableFromInline
    final class Draft {
        @usableFromInline var literals: [[UInt8]: Draft] = [:]
        @usableFromInline var parameter: Draft?
        @usableFromInline var leaf: Bindings?
        @usableFromInline var rest: Bindings?
        @usableFromInline var restMayBeEmpty = false

        @inlinable init() {}

        @inlinable
        func child(_ literal: String) -> Draft {
            let bytes = Array(literal.utf8)
            let child = literals[bytes] ?? Draft()
            literals[bytes] = child
            return child
        }

        @inlinable
        func insert(_ methods: [HTTPMethod], _ pattern: PathPattern, _ target: Target) throws(MeridianError) {
            var draft = self
            for segment in pattern.segments {
                switch segment {
                case .literal(let text):
                    draft = draft.child(text)
                case .parameter:
                    let next = draft.parameter ?? Draft()
                    draft.parameter = next
                    draft = next
                case .rest(let name):
                    try Self.bind(methods, pattern, target, to: &draft.rest)
                    draft.restMayBeEmpty = draft.restMayBeEmpty || name == nil
                    return
                }
            }
            try Self.bind(methods, pattern, target, to: &draft.leaf)
        }

        @inlinable
        static func bind(
            _ methods: [HTTPMethod], _ pattern: PathPattern, _ target: Target, to bound: inout Bindings?
        ) throws(MeridianError) {
            var bindings = bound ?? Bindings()
            if methods.isEmpty {
                guard bindings.anyMethod == nil else {
                    throw MeridianError(.invalidApp, "two functions are bound to all methods of '\(pattern)'")
                }
                bindings.anyMethod = target
            }
            for method in methods {
                guard !bindings.byMethod.contains(where: { $0.method == method }) else {
                    throw MeridianError(.invalidApp, "two functions are bound to \(method) '\(pattern)'")
                }
                bindings.byMethod.append((method, target))
            }
            bound = bindings
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

    @usableFromInline let root: Node

    @inlinable public init() {
        root = Node(Draft())
    }

    /// - Parameter routes: Patterns with the methods they are bound to (none: all) and what they lead to.
    /// - Throws: ``ErrorCode/invalidApp`` when two routes are the same.
    @inlinable public init(_ routes: [(methods: [HTTPMethod], pattern: PathPattern, target: Target)])
        throws(MeridianError)
    {
        let draft = Draft()
        for route in routes { try draft.insert(route.methods, route.pattern, route.target) }
        root = Node(draft)
    }

    /// - Parameter path: The path of the target without query, as bytes; it begins with `/`.
    @inlinable public func match(_ method: HTTPMethod, path: UnsafeRawBufferPointer) -> Match {
        guard path.first == UInt8(ascii: "/") else { return .notFound }
        guard let leaf = find(root, path, 1) else { return .notFound }
        if let target = leaf[method] ?? leaf.anyMethod { return .found(target) }
        if method == .head, let target = leaf[.get] { return .found(target) }
        return .methodNotAllowed(leaf.methods)
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
