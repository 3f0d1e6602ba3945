import JSONCodec
package import Meridian
import NIOCore

/// Finds the schemas of types: standard types by name, enumerations by their cases, others by decoding them and noting
/// what they ask for.
package final class SchemaExplorer {
    /// What is wanted cannot be made without real data.
    struct NoSample: Error {}

    /// The schemas of types with names, by name.
    package private(set) var components: [String: JSONValue] = [:]
    private var names: [ObjectIdentifier: String] = [:]
    /// A value of each type that could be decoded.
    private var samples: [ObjectIdentifier: Any] = [:]

    package init() {}

    /// - Returns: The schema, or a reference to it for a type that has members.
    package func schema(of type: Any.Type) -> JSONValue {
        if let described = type as? any OpenAPIDescribed.Type {
            return component(type) { described.openAPISchema }
        }
        if let schema = Self.standardSchema(of: type) { return schema }
        if let shaped = type as? any ShapedType.Type { return shaped.schema(self) }
        if let cases = Self.cases(of: type) { return component(type) { cases } }
        if let raw = type as? any RawRepresentable.Type { return component(type) { rawSchema(raw) } }
        guard let decodable = type as? any Decodable.Type else {
            return component(type) {
                ["description": .string("\(type) is only written, so that its members are not known.")]
            }
        }
        return component(type) { explore(decodable) }
    }

    /// Keeps the schema under the type's name. A type that is met again on the way refers to itself.
    private func component(_ type: Any.Type, _ make: () -> JSONValue) -> JSONValue {
        let id = ObjectIdentifier(type)
        if names[id] == nil {
            let name = freeName(for: type)
            names[id] = name
            components[name] = .object([:])
            components[name] = make()
        }
        return ["$ref": .string("#/components/schemas/\(names[id]!)")]
    }

    private func freeName(for type: Any.Type) -> String {
        func plain(_ text: String) -> String {
            String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) || ".-_".contains($0) ? $0 : "_" })
        }
        let short = plain(String(describing: type))
        guard components[short] != nil else { return short }
        let long = plain(String(reflecting: type))
        return components[long] == nil ? long : long + "_\(components.count)"
    }

    // MARK: Exploring

    private func explore<Value: Decodable>(_ type: Value.Type) -> JSONValue {
        let node = SchemaNode()
        do {
            let sample = try Value(from: ExploringDecoder(explorer: self, node: node))
            samples[ObjectIdentifier(type)] = sample
            if let sample = sample as? any Validatable { node.add(Validation.rules(checkedBy: sample)) }
        } catch {
            guard decodedSample(type) == nil else { return node.schema }
            node.note =
                "\(type) can't be read without real data, so that members may be missing here; it can say its schema as "
                + "OpenAPIDescribed."
        }
        return node.schema
    }

    private func rawSchema<Value: RawRepresentable>(_ type: Value.Type) -> JSONValue { schema(of: Value.RawValue.self) }

    /// Some value of a type.
    func sample<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let id = ObjectIdentifier(type)
        if let known = samples[id] as? Value { return known }
        if let shaped = type as? any ShapedType.Type, let empty = shaped.empty as? Value { return empty }
        if let first = Self.firstCase(of: type) as? Value { return first }
        if Self.isScalar(type), let value = decodedSample(type) { return value }
        // In the memory of an enumeration without payload its first case is zero.
        if type is any RawRepresentable.Type, MemoryLayout<Value>.size <= 1, _isPOD(type) {
            return withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { memory in
                memory.initializeMemory(as: UInt8.self, repeating: 0)
                return memory.load(as: Value.self)
            }
        }
        // Exploring it leaves a sample behind, unless it is under way.
        _ = schema(of: type)
        if let value = samples[id] as? Value ?? decodedSample(type) { return value }
        throw NoSample()
    }

    /// What many types that are one value take: texts are tried from the plainest to what only a kind of text is.
    private static let scalars =
        [
            "", "00000000-0000-0000-0000-000000000000", "2000-01-01T00:00:00Z", "http://localhost/", "a", "a.b", "1s",
            "@daily", String(repeating: "0", count: 64),
        ].map { "\"\($0)\"" } + ["0", "1", "false"]

    private func decodedSample<Value: Decodable>(_ type: Value.Type) -> Value? {
        let id = ObjectIdentifier(type)
        if let known = samples[id] as? Value { return known }
        let texts =
            Self.examples(of: type).compactMap { try? JSON.encode($0) } + Self.scalars.map { ByteBuffer(string: $0) }
        for text in texts {
            guard let value = try? JSON.decode(type, from: text) else { continue }
            samples[id] = value
            return value
        }
        return nil
    }

    /// What a type that says its schema itself gives as `examples` there.
    private static func examples(of type: Any.Type) -> [JSONValue] {
        guard let described = type as? any OpenAPIDescribed.Type, case .object(let schema) = described.openAPISchema,
            case .array(let examples)? = schema["examples"]
        else { return [] }
        return examples
    }

    private static func isScalar(_ type: Any.Type) -> Bool {
        standardSchema(of: type) != nil || type is any RawRepresentable.Type
    }

    private static func firstCase(of type: Any.Type) -> Any? {
        func first<Value: CaseIterable>(_ type: Value.Type) -> Any? { type.allCases.first }
        return (type as? any CaseIterable.Type).flatMap { first($0) }
    }

    private static func cases(of type: Any.Type) -> JSONValue? {
        func values<Value: CaseIterable & RawRepresentable>(_ type: Value.Type) -> [JSONValue] {
            type.allCases.compactMap { value in
                switch value.rawValue {
                case let text as String: .string(text)
                case let number as any BinaryInteger: Int64(exactly: number).map(JSONValue.integer)
                default: nil
                }
            }
        }
        guard let type = type as? any (CaseIterable & RawRepresentable).Type else { return nil }
        let all = values(type)
        guard let first = all.first else { return nil }
        return ["type": first.isText ? "string" : "integer", "enum": .array(all)]
    }

    // MARK: Standard types

    private static func standardSchema(of type: Any.Type) -> JSONValue? {
        switch type {
        case is String.Type, is Substring.Type, is Character.Type: ["type": "string"]
        case is Bool.Type: ["type": "boolean"]
        case is Int32.Type: ["type": "integer", "format": "int32"]
        case is Int.Type, is Int64.Type: ["type": "integer", "format": "int64"]
        case is Int8.Type: ["type": "integer", "minimum": -128, "maximum": 127]
        case is Int16.Type: ["type": "integer", "minimum": -32768, "maximum": 32767]
        case is UInt8.Type: ["type": "integer", "minimum": 0, "maximum": 255]
        case is UInt16.Type: ["type": "integer", "minimum": 0, "maximum": 65535]
        case is UInt32.Type: ["type": "integer", "minimum": 0, "maximum": 4_294_967_295]
        case is UInt.Type, is UInt64.Type: ["type": "integer", "minimum": 0]
        case is Double.Type: ["type": "number", "format": "double"]
        case is Float.Type: ["type": "number", "format": "float"]
        case is JSONValue.Type: [:]
        default: foundationSchema(of: type)
        }
    }

    /// Foundation's types are known by their names, so that nothing links it for them.
    private static func foundationSchema(of type: Any.Type) -> JSONValue? {
        switch String(reflecting: type) {
        case "FoundationEssentials.Date", "Foundation.Date": ["type": "string", "format": "date-time"]
        case "FoundationEssentials.UUID", "Foundation.UUID": ["type": "string", "format": "uuid"]
        case "FoundationEssentials.URL", "Foundation.URL": ["type": "string", "format": "uri-reference"]
        case "FoundationEssentials.Data", "Foundation.Data": ["type": "string", "contentEncoding": "base64"]
        case "FoundationEssentials.Decimal", "Foundation.Decimal", "__C.NSDecimal": ["type": "number"]
        case "MeridianCore.Timestamp": ["type": "string", "format": "date-time"]
        default: nil
        }
    }
}

/// A generic type of the standard library that holds others.
protocol ShapedType {
    static func schema(_ explorer: SchemaExplorer) -> JSONValue
    static var empty: Any { get }
}

extension Optional: ShapedType {
    static func schema(_ explorer: SchemaExplorer) -> JSONValue { explorer.schema(of: Wrapped.self) }
    static var empty: Any { Self.none as Any }
}

extension Array: ShapedType {
    static func schema(_ explorer: SchemaExplorer) -> JSONValue {
        ["type": "array", "items": explorer.schema(of: Element.self)]
    }
    static var empty: Any { [Element]() }
}

extension Set: ShapedType {
    static func schema(_ explorer: SchemaExplorer) -> JSONValue {
        ["type": "array", "items": explorer.schema(of: Element.self), "uniqueItems": true]
    }
    static var empty: Any { Set<Element>() }
}

extension Dictionary: ShapedType {
    /// Keys that are no strings make an array of keys and values in turn.
    static func schema(_ explorer: SchemaExplorer) -> JSONValue {
        guard Key.self == String.self || Key.self == Int.self else { return ["type": "array"] }
        return ["type": "object", "additionalProperties": explorer.schema(of: Value.self)]
    }
    static var empty: Any { [Key: Value]() }
}

extension JSONValue {
    fileprivate var isText: Bool { if case .string = self { true } else { false } }
}
