import Meridian

/// What a type has asked its decoder for.
final class SchemaNode {
    enum Content {
        case nothing
        case single(JSONValue)
        case object
        case array
    }

    var content = Content.nothing
    /// What keeps the schema from being complete.
    var note: String?
    private var members: [String: SchemaNode] = [:]
    private var optional: Set<String> = []
    private var items: [SchemaNode] = []
    private var rules: [String: JSONValue] = [:]

    init(_ content: Content = .nothing) {
        self.content = content
    }

    func member(_ name: String, isOptional: Bool = false, _ content: Content = .nothing) -> SchemaNode {
        self.content = .object
        if isOptional { optional.insert(name) }
        if let known = members[name] {
            if case .nothing = known.content { known.content = content }
            return known
        }
        let node = SchemaNode(content)
        members[name] = node
        return node
    }

    func item(_ content: Content = .nothing) -> SchemaNode {
        self.content = .array
        let node = SchemaNode(content)
        items.append(node)
        return node
    }

    /// Rules of members are put beside their types; those of nested types are with those.
    func add(_ checked: [Validation.Checked]) {
        for rule in checked {
            members[rule.field]?.rules.merge(rule.schema) { _, new in new }
        }
    }

    var schema: JSONValue {
        var schema: [String: JSONValue]
        switch content {
        case .nothing: schema = [:]
        case .single(let value):
            guard case .object(let known) = value else { return value }
            schema = known
        case .object:
            schema = ["type": "object", "properties": .object(members.mapValues(\.schema))]
            let required = members.keys.filter { !optional.contains($0) }.sorted()
            if !required.isEmpty { schema["required"] = .array(required.map(JSONValue.string)) }
        case .array:
            schema = ["type": "array"]
            if let first = items.first { schema["items"] = first.schema }
        }
        schema.merge(rules) { _, rule in rule }
        if let note { schema["description"] = .string(note) }
        return .object(schema)
    }
}
