import Foundation

@testable import Specification

/// As much of JSON Schema 2020-12 as the schema of `meridian.yml` uses, over YAML.
struct SchemaValidator: @unchecked Sendable {
    // Only read after it is made.
    private let root: [String: Any]

    init(_ root: [String: Any]) {
        self.root = root
    }

    func problems(_ node: SourceNode) -> [String] { check(node, root, "") }

    private func check(_ node: SourceNode, _ schema: [String: Any], _ path: String) -> [String] {
        var problems: [String] = []
        let known: Set<String> = [
            "$schema", "$id", "title", "description", "$defs", "$ref", "type", "properties", "additionalProperties",
            "patternProperties", "required", "anyOf", "oneOf", "enum", "pattern", "minimum", "maximum",
            "exclusiveMinimum", "items", "minProperties",
        ]
        for keyword in schema.keys where !known.contains(keyword) { problems.append("\(path): keyword \(keyword)") }
        if let reference = schema["$ref"] as? String {
            problems += check(node, definition(reference), path)
        }
        if let types = schema["type"] as? [String] ?? (schema["type"] as? String).map({ [$0] }),
            types.allSatisfy({ !has($0, node) })
        {
            problems.append("\(path): no \(types.joined(separator: " or "))")
        }
        if let words = schema["enum"] as? [String], !words.contains(node.scalar?.text ?? "") {
            problems.append("\(path): none of \(words)")
        }
        if let pattern = schema["pattern"] as? String, let text = node.scalar?.text,
            text.range(of: pattern, options: .regularExpression) == nil
        {
            problems.append("\(path): '\(text)' is not \(pattern)")
        }
        if let number = node.scalar.flatMap({ Double($0.text) }), has("number", node) {
            if let least = schema["minimum"] as? Double, number < least { problems.append("\(path): below \(least)") }
            if let most = schema["maximum"] as? Double, number > most { problems.append("\(path): above \(most)") }
            if let least = schema["exclusiveMinimum"] as? Double, number <= least {
                problems.append("\(path): not above \(least)")
            }
        }
        if let items = schema["items"] as? [String: Any] {
            for item in node.list ?? [] { problems += check(item, items, path + "[]") }
        }
        if let entries = node.mapping { problems += check(entries, schema, path) }
        if let schemas = schema["anyOf"] as? [[String: Any]], schemas.allSatisfy({ !check(node, $0, path).isEmpty }) {
            problems.append("\(path): none of \(schemas.count)")
        }
        if let schemas = schema["oneOf"] as? [[String: Any]],
            schemas.count(where: { check(node, $0, path).isEmpty }) != 1
        {
            problems.append("\(path): not one of \(schemas.count)")
        }
        return problems
    }

    private func check(_ entries: [SourceNode.Entry], _ schema: [String: Any], _ path: String) -> [String] {
        let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
        let patterns = schema["patternProperties"] as? [String: [String: Any]] ?? [:]
        var problems: [String] = []
        for entry in entries {
            let inner = "\(path)/\(entry.key)"
            var isKnown = false
            if let property = properties[entry.key] {
                isKnown = true
                problems += check(entry.value, property, inner)
            }
            for (pattern, property) in patterns
            where entry.key.range(of: pattern, options: .regularExpression) != nil {
                isKnown = true
                problems += check(entry.value, property, inner)
            }
            if !isKnown, schema["additionalProperties"] as? Bool == false { problems.append("\(inner): unknown") }
        }
        if entries.isEmpty, schema["minProperties"] != nil { problems.append("\(path): empty") }
        for key in schema["required"] as? [String] ?? [] where !entries.contains(where: { $0.key == key }) {
            problems.append("\(path): no \(key)")
        }
        return problems
    }

    private func definition(_ reference: String) -> [String: Any] {
        let name = reference.split(separator: "/").last.map(String.init) ?? ""
        return (root["$defs"] as? [String: [String: Any]])?[name] ?? ["enum": ["there is no such definition"]]
    }

    /// By the rules of YAML's core schema.
    private func has(_ type: String, _ node: SourceNode) -> Bool {
        switch node.content {
        case .mapping: return type == "object"
        case .list: return type == "array"
        case .scalar(let scalar):
            if node.isNull { return type == "null" }
            guard scalar.isPlain else { return type == "string" }
            if ["true", "false"].contains(scalar.text) { return type == "boolean" }
            if Int(scalar.text) != nil { return type == "integer" || type == "number" }
            if Double(scalar.text) != nil, scalar.text.first?.isLetter == false { return type == "number" }
            return type == "string"
        }
    }
}
