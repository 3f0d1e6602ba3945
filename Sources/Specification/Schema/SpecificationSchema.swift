import MeridianCore

/// `meridian.yml` as a JSON Schema, made from the keys that the reader reads.
public enum SpecificationSchema {
    /// The document (JSON Schema 2020-12) with a line break at its end.
    public static var text: String {
        var definitions = Definitions()
        var members = definitions.members(of: SpecificationKeys.root.description)
        members.insert(("$schema", .string("https://json-schema.org/draft/2020-12/schema")), at: 0)
        members.insert(("title", .string("meridian.yml")), at: 1)
        let known = definitions.known.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        members.append(("$defs", .object([("variable", Self.variable)] + known)))
        return JSONText.object(members).rendered() + "\n"
    }

    /// A scalar with a variable may become anything.
    private static let variable = JSONText.object([
        ("description", .string("A text with ${env.NAME}, ${env.NAME:-default}, ${stage} or ${service}.")),
        ("type", .string("string")), ("pattern", .string(#"\$\{"#)),
    ])

    private struct Definitions {
        var known: [String: JSONText] = [:]

        mutating func members(of mapping: MappingDescription) -> [(String, JSONText)] {
            var properties: [(String, JSONText)] = []
            for key in mapping.keys {
                var members = schema(of: key.shape)
                members.insert(("description", .string(Self.plain(key))), at: 0)
                for spelling in [key.name] + key.alternatives { properties.append((spelling, .object(members))) }
            }
            var members: [(String, JSONText)] = [
                ("description", .string(mapping.summary)), ("type", .string("object")),
                ("properties", .object(properties)), ("additionalProperties", .truth(false)),
            ]
            let required = mapping.keys.filter(\.isRequired).map { JSONText.string($0.name) }
            if !required.isEmpty { members.append(("required", .array(required))) }
            if mapping.isNeverEmpty { members.append(("minProperties", .integer(1))) }
            if !mapping.alternatives.isEmpty {
                let sets = mapping.alternatives.map { keys in
                    JSONText.object([("required", .array(keys.map { .string($0) }))])
                }
                members.append(("oneOf", .array(sets)))
            }
            return members
        }

        private static func plain(_ key: MappingDescription.Key) -> String {
            let standard = key.standard.map { " Default: \($0)." } ?? ""
            return key.summary.filter { $0 != "`" } + standard
        }

        private mutating func reference(to mapping: MappingDescription) -> [(String, JSONText)] {
            if known[mapping.name] == nil {
                known[mapping.name] = .object([])
                known[mapping.name] = .object(members(of: mapping))
            }
            return [("$ref", .string("#/$defs/\(mapping.name)"))]
        }

        private func orVariable(_ members: [(String, JSONText)]...) -> [(String, JSONText)] {
            let variable = JSONText.object([("$ref", .string("#/$defs/variable"))])
            return [("anyOf", .array(members.map { .object($0) } + [variable]))]
        }

        private mutating func schema(of shape: ShapeDescription) -> [(String, JSONText)] {
            switch shape {
            case .text(nil, _):
                return [("type", .array(["string", "number", "boolean"].map { .string($0) }))]
            case .text(let pattern?, _):
                return orVariable([("type", .string("string")), ("pattern", .string(pattern))])
            case .wholeNumber(let range, _):
                return orVariable([
                    ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
                    ("maximum", .integer(range.upperBound)),
                ])
            case .number(let range, _):
                return orVariable([
                    ("type", .string("number")), ("minimum", .number(FunctionOptions.shown(range.lowerBound))),
                    ("maximum", .number(FunctionOptions.shown(range.upperBound))),
                ])
            case .duration(let longest):
                var number: [(String, JSONText)] = [
                    ("type", .string("number")), ("exclusiveMinimum", .integer(0)),
                ]
                if let longest { number.append(("maximum", .integer(Int(longest)))) }
                return orVariable(
                    number,
                    [("type", .string("string")), ("pattern", .string(#"^[0-9][0-9.]*(ms|s|m|h)?$"#))])
            case .truth:
                return orVariable([("type", .string("boolean"))])
            case .choice(let words, let ignoringCase):
                let listed: [(String, JSONText)] = [("enum", .array(words.map { .string($0) }))]
                guard ignoringCase else { return orVariable(listed) }
                // Editors offer the words of the list; the pattern takes them in any case.
                let letters = words.map { word in
                    word.map { "[\($0.lowercased())\($0.uppercased())]" }.joined()
                }
                return orVariable(
                    listed,
                    [("type", .string("string")), ("pattern", .string("^(\(letters.joined(separator: "|")))$"))])
            case .list(let element, let orOne):
                let element = schema(of: element)
                let list: [(String, JSONText)] = [("type", .string("array")), ("items", .object(element))]
                return orOne ? [("anyOf", .array([.object(list), .object(element)]))] : list
            case .table(let pattern, _, let element):
                return [
                    ("type", .string("object")),
                    ("patternProperties", .object([(pattern, .object(schema(of: element)))])),
                    ("additionalProperties", .truth(false)),
                ]
            case .mapping(let mapping):
                return reference(to: mapping)
            case .anyMapping:
                return [("type", .string("object"))]
            case .either(let first, let second):
                return [("anyOf", .array([.object(schema(of: first)), .object(schema(of: second))]))]
            case .optional(let shape):
                return [
                    ("anyOf", .array([.object(schema(of: shape)), .object([("type", .string("null"))])]))
                ]
            }
        }
    }
}
