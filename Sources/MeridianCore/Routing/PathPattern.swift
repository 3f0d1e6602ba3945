/// A path with parameters: `/items/{id}` takes one segment under the name `id`, `/assets/{path*}` the rest of
/// the path (at least one segment) under `path`, `/*` the same without a name (none is enough).
public struct PathPattern: Hashable, Sendable, CustomStringConvertible {
    public enum Segment: Hashable, Sendable {
        case literal(String)
        case parameter(String)
        case rest(String?)
    }

    public let segments: [Segment]
    public let description: String

    /// `/`, without parameters.
    public static let root = PathPattern()

    private init() {
        segments = []
        description = "/"
    }

    /// - Throws: ``ErrorCode/invalidApp`` for a pattern that is malformed; the message says where.
    public init(_ pattern: String) throws(MeridianError) {
        func failure(_ reason: String) -> MeridianError {
            MeridianError(.invalidApp, "the path '\(pattern)' \(reason)")
        }
        guard pattern.hasPrefix("/") else { throw failure("must begin with '/'") }
        let parts = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        var segments: [Segment] = []
        var names: Set<String> = []
        for (index, part) in parts.enumerated() {
            if part.isEmpty {
                guard index == parts.count - 1 else { throw failure("has an empty segment") }
                if parts.count > 1 { segments.append(.literal("")) }
            } else if part == "*" {
                guard index == parts.count - 1 else { throw failure("has '*' before its end") }
                segments.append(.rest(nil))
            } else if part.hasPrefix("{") && part.hasSuffix("}") {
                var name = part.dropFirst().dropLast()
                let takesRest = name.hasSuffix("*")
                if takesRest { name = name.dropLast() }
                guard !name.isEmpty, name.utf8.allSatisfy({ HTTPSyntax.isToken($0) && $0 != UInt8(ascii: "*") }) else {
                    throw failure("has the parameter '\(part)', which is no name in braces")
                }
                guard names.insert(String(name)).inserted else { throw failure("names '\(name)' twice") }
                guard !takesRest || index == parts.count - 1 else {
                    throw failure("has '\(part)' before its end")
                }
                segments.append(takesRest ? .rest(String(name)) : .parameter(String(name)))
            } else if part.contains("{") || part.contains("}") || part.contains("*") {
                throw failure("has '\(part)', where a parameter must fill its segment")
            } else {
                segments.append(.literal(String(part)))
            }
        }
        self.segments = segments
        self.description = pattern
    }

    /// The names of the parameters, in order.
    public var parameterNames: [String] {
        segments.compactMap { segment in
            switch segment {
            case .literal: nil
            case .parameter(let name): name
            case .rest(let name): name
            }
        }
    }

    /// Takes the parameters out of a path that this pattern matched.
    /// - Parameter path: The path of the target, not decoded, without query.
    /// - Returns: Decoded values by name, or `nil` when the path does not match.
    public func parameters(of path: String) -> [(name: String, value: String)]? {
        var result: [(name: String, value: String)] = []
        var rest = path.utf8.dropFirst()
        var atEnd = rest.isEmpty && segments.isEmpty
        if segments.isEmpty { return atEnd ? [] : nil }
        for segment in segments {
            if case .rest(let name) = segment {
                guard name == nil || !rest.isEmpty else { return nil }
                if let name { result.append((name, PercentEncoding.decode(rest) ?? String(rest) ?? "")) }
                return result
            }
            guard !atEnd else { return nil }
            let slash = rest.firstIndex(of: UInt8(ascii: "/"))
            let part = rest[..<(slash ?? rest.endIndex)]
            switch segment {
            case .literal(let text):
                guard part.elementsEqual(text.utf8) || PercentEncoding.decode(part) == text else { return nil }
            case .parameter(let name):
                guard !part.isEmpty else { return nil }
                result.append((name, PercentEncoding.decode(part) ?? String(part) ?? ""))
            case .rest:
                break
            }
            if let slash {
                rest = rest[rest.index(after: slash)...]
            } else {
                rest = rest[rest.endIndex...]
                atEnd = true
            }
        }
        return atEnd ? result : nil
    }
}
