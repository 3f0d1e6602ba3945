import Foundation
import TestSupport

/// Makes values by the schemas of an OpenAPI document, most of them nearly right.
struct DocumentSampler {
    private let schemas: [String: Any]
    private var generator: SeededGenerator

    init(document: [String: Any], seed: UInt64) {
        schemas = (document["components"] as? [String: Any])?["schemas"] as? [String: Any] ?? [:]
        generator = SeededGenerator(seed: seed)
    }

    mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &generator) == 0 }

    mutating func text() -> String {
        [
            "fixture", "hello", "live", "beta", "1", "2", "none", "", "a b", "ä", "-1", "0", "99999999999999999999",
            "*",
            "true", "x/y", "%", "a.example", "\u{0}", String(repeating: "z", count: 300),
        ].randomElement(using: &generator)!
    }

    /// JSON of any form.
    mutating func anything(_ depth: Int = 0) -> Any {
        switch Int.random(in: 0..<(depth > 2 ? 5 : 7), using: &generator) {
        case 0: text()
        case 1: [0, 1, -1, 1 << 40, Int.max].randomElement(using: &generator)!
        case 2: [0.5, -1e300].randomElement(using: &generator)!
        case 3: Bool.random(using: &generator)
        case 4: NSNull()
        case 5: (0..<Int.random(in: 0..<3, using: &generator)).map { _ in anything(depth + 1) }
        default: [text(): anything(depth + 1), "another": anything(depth + 1)]
        }
    }

    mutating func value(of schema: Any?, _ depth: Int = 0) -> Any {
        guard let schema = schema as? [String: Any], depth < 8, !chance(12) else { return anything(depth) }
        if let reference = schema["$ref"] as? String {
            return value(of: schemas[String(reference.split(separator: "/").last!)], depth + 1)
        }
        if let cases = schema["enum"] as? [Any] { return cases.randomElement(using: &generator)! }
        switch schema["type"] as? String {
        case "string": return text()
        case "integer": return [0, 1, 2, 3, 100, -1].randomElement(using: &generator)!
        case "number": return [0, 0.5, 1, 100].randomElement(using: &generator)!
        case "boolean": return Bool.random(using: &generator)
        case "array":
            return (0..<Int.random(in: 0..<3, using: &generator)).map { _ in value(of: schema["items"], depth + 1) }
        case "object":
            let required = Set(schema["required"] as? [String] ?? [])
            var members: [String: Any] = [:]
            for (name, member) in (schema["properties"] as? [String: Any] ?? [:]).sorted(by: { $0.key < $1.key })
            where required.contains(name) ? !chance(12) : chance(2) {
                members[name] = value(of: member, depth + 1)
            }
            return members
        default: return anything(depth)
        }
    }
}
