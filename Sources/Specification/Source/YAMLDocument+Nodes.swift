import MeridianCore
import Yams

extension YAMLDocument {
    /// An alias stands for a copy of what it names, so that a short file can stand for a tree of any size.
    private static let mostNodes = 50_000
    private static let deepest = 100

    /// The tree without what can't be told apart: a key that stands twice counts once, and is reported.
    /// - Returns: `nil` for an empty document.
    func nodes(_ diagnostics: inout [Diagnostic]) throws(SpecificationError) -> SourceNode? {
        guard let root else { return nil }
        var count = 0
        return try node(root, depth: 0, &count, &diagnostics)
    }

    private func node(
        _ node: Node, depth: Int, _ count: inout Int, _ diagnostics: inout [Diagnostic]
    ) throws(SpecificationError) -> SourceNode {
        let position = node.mark.map { SourcePosition(line: $0.line, column: $0.column) }
        count += 1
        guard count <= Self.mostNodes, depth <= Self.deepest else {
            let reason =
                depth > Self.deepest
                ? "it is nested more than \(Self.deepest) levels deep" : "it has more than \(Self.mostNodes) values"
            throw SpecificationError([
                Diagnostic(
                    code: .malformedYAML, message: "this is no specification: \(reason)", file: file,
                    position: position)
            ])
        }
        if let function = Self.function(Self.writtenTag(of: node)) {
            var argument = node
            Self.untag(&argument)
            let value = try self.node(argument, depth: depth + 1, &count, &diagnostics)
            return SourceNode(.mapping([.init(key: function, position: position, value: value)]), at: position)
        }
        switch node {
        case .scalar(let scalar):
            // A tag may say that a text without quotes is nothing but a text.
            let isPlain = scalar.style == .plain && !scalar.tag.rawValue.hasSuffix(":str")
            return SourceNode(.scalar(.init(text: scalar.string, isPlain: isPlain)), at: position)
        case .sequence(let sequence):
            var items: [SourceNode] = []
            for item in sequence { items.append(try self.node(item, depth: depth + 1, &count, &diagnostics)) }
            return SourceNode(.list(items), at: position)
        case .mapping(let mapping):
            var entries: [SourceNode.Entry] = []
            var seen: [String: SourcePosition?] = [:]
            for (key, value) in mapping {
                guard let entry = entry(key, among: &seen, &diagnostics) else { continue }
                let value = try self.node(value, depth: depth + 1, &count, &diagnostics)
                entries.append(SourceNode.Entry(key: entry.key, position: entry.position, value: value))
            }
            return SourceNode(.mapping(entries), at: position)
        case .alias:
            // Only the emitter makes these.
            return SourceNode(.scalar(.init(text: "", isPlain: true)), at: position)
        }
    }

    /// The tag in the text. The node's own would be made up where the text has none, which changes the node.
    private static func writtenTag(of node: Node) -> String {
        switch node {
        case .scalar(let scalar): scalar.tag.rawValue
        case .mapping(let mapping): mapping.tag.rawValue
        case .sequence(let sequence): sequence.tag.rawValue
        case .alias: ""
        }
    }

    /// A tag of CloudFormation in the form that needs none: `!Ref` is `Ref`, `!Sub` is `Fn::Sub`.
    private static func function(_ tag: String) -> String? {
        guard tag.hasPrefix("!"), tag.count > 1, tag.dropFirst().allSatisfy({ $0.isLetter || $0.isNumber }) else {
            return nil
        }
        let name = String(tag.dropFirst())
        return name == "Ref" || name == "Condition" ? name : "Fn::\(name)"
    }

    private static func untag(_ node: inout Node) {
        switch node {
        case .scalar(var scalar):
            scalar.tag = Tag(.str)
            node = .scalar(scalar)
        case .mapping(var mapping):
            mapping.tag = Tag(.map)
            node = .mapping(mapping)
        case .sequence(var sequence):
            sequence.tag = Tag(.seq)
            node = .sequence(sequence)
        case .alias:
            break
        }
    }

    private func entry(
        _ node: Node, among seen: inout [String: SourcePosition?], _ diagnostics: inout [Diagnostic]
    ) -> (key: String, position: SourcePosition?)? {
        let position = node.mark.map { SourcePosition(line: $0.line, column: $0.column) }
        guard let scalar = node.scalar else {
            diagnostics.append(
                Diagnostic(
                    code: .wrongValueType,
                    message: "a key must be a text, not \(node.sequence == nil ? "a mapping" : "a list")", file: file,
                    position: position))
            return nil
        }
        let key = renamed[scalar.string] ?? scalar.string
        if let first = seen[key] {
            diagnostics.append(Self.duplicate(key, file: file, at: position, first: first))
            return nil
        }
        seen[key] = .some(position)
        return (key, position)
    }
}
