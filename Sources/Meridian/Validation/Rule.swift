/// What a value must be beyond its type.
///
/// ```swift
/// @HTTP(.get)
/// @Check("size", as: Int.self, .range(1...100))
/// @Check("tag", as: String.self, .length(1...40), .pattern("[a-z-]+"))
/// func items(size: Int = 20, tag: String?) -> [Item] { … }
/// ```
/// A rule for a type holds for an optional of it too: what is not there breaks no rule.
public struct Rule<Value>: Sendable {
    /// Names the kind of rule for programs: `range`, `length`.
    public let code: String
    /// Completes "the query parameter 'size' …".
    public let message: String
    /// The rule as members of a JSON Schema; empty when it is none that a schema can say.
    public let schema: [String: JSONValue]
    let holds: @Sendable (Value) -> Bool

    /// A rule of one's own.
    /// - Parameters:
    ///   - code: Names the kind of rule for programs.
    ///   - message: Completes "the query parameter 'size' …", such as `must be even`.
    ///   - schema: The rule as members of a JSON Schema, if they can say it.
    ///   - holds: Whether a value keeps the rule; must not block.
    public init(
        _ code: String, _ message: String, schema: [String: JSONValue] = [:],
        holds: @escaping @Sendable (Value) -> Bool
    ) {
        self.code = code
        self.message = message
        self.schema = schema
        self.holds = holds
    }

    /// A rule of one's own, under the code `check`.
    public static func check(_ message: String, _ holds: @escaping @Sendable (Value) -> Bool) -> Rule {
        Rule("check", message, holds: holds)
    }
}

extension Rule where Value: Equatable & Sendable {
    /// One of a few values.
    public static func oneOf(_ values: Value...) -> Rule {
        Rule(
            "oneOf", "must be one of " + values.map { "'\($0)'" }.joined(separator: ", "),
            schema: ["enum": .array(values.map { JSONValue(ruleBound: $0) ?? .string("\($0)") })]
        ) { values.contains($0) }
    }
}

extension Rule where Value: Comparable & Sendable {
    public static func range(_ range: ClosedRange<Value>) -> Rule {
        Rule(
            "range", "must be from \(range.lowerBound) to \(range.upperBound)",
            schema: bounds(("minimum", range.lowerBound), ("maximum", range.upperBound))
        ) { range.contains($0) }
    }

    public static func range(_ range: Range<Value>) -> Rule {
        Rule(
            "range", "must be from \(range.lowerBound) and below \(range.upperBound)",
            schema: bounds(("minimum", range.lowerBound), ("exclusiveMaximum", range.upperBound))
        ) { range.contains($0) }
    }

    public static func range(_ range: PartialRangeFrom<Value>) -> Rule {
        Rule("range", "must be \(range.lowerBound) or more", schema: bounds(("minimum", range.lowerBound))) {
            range.contains($0)
        }
    }

    public static func range(_ range: PartialRangeThrough<Value>) -> Rule {
        Rule("range", "must be \(range.upperBound) or less", schema: bounds(("maximum", range.upperBound))) {
            range.contains($0)
        }
    }

    private static func bounds(_ bounds: (String, Value)...) -> [String: JSONValue] {
        var schema: [String: JSONValue] = [:]
        for (name, value) in bounds { schema[name] = JSONValue(ruleBound: value) }
        return schema
    }
}

extension Rule where Value: BinaryInteger & Sendable {
    public static func multiple(of factor: Value) -> Rule {
        Rule("multiple", "must be a multiple of \(factor)", schema: ["multipleOf": .integer(Int64(factor))]) {
            $0.isMultiple(of: factor)
        }
    }
}

extension Rule where Value: StringProtocol & SendableMetatype {
    /// - Parameter range: The fewest and the most characters, as a person counts them.
    public static func length(_ range: ClosedRange<Int>) -> Rule {
        // A schema counts code points, of which a character has one or more: its maximum would refuse too much.
        Rule(
            "length", "must have \(range.lowerBound) to \(range.upperBound) characters",
            schema: ["minLength": .integer(Int64(range.lowerBound))]
        ) { range.contains($0.count) }
    }

    /// - Parameter range: The fewest characters, as a person counts them.
    public static func length(_ range: PartialRangeFrom<Int>) -> Rule {
        Rule(
            "length", "must have \(range.lowerBound) characters or more",
            schema: ["minLength": .integer(Int64(range.lowerBound))]
        ) { $0.count >= range.lowerBound }
    }

    /// - Parameter range: The most characters, as a person counts them.
    public static func length(_ range: PartialRangeThrough<Int>) -> Rule {
        Rule("length", "must have \(range.upperBound) characters or fewer") { $0.count <= range.upperBound }
    }

    /// - Parameter pattern: What the whole text must match.
    public static func pattern(_ pattern: TextPattern) -> Rule {
        Rule("pattern", "must match '\(pattern)'", schema: ["pattern": .string("^\(pattern)$")]) {
            pattern.matches($0)
        }
    }
}

extension Rule where Value: Collection & SendableMetatype {
    /// - Parameter range: The fewest and the most elements.
    @_disfavoredOverload
    public static func count(_ range: ClosedRange<Int>) -> Rule {
        Rule(
            "count", "must have \(range.lowerBound) to \(range.upperBound) elements",
            schema: ["minItems": .integer(Int64(range.lowerBound)), "maxItems": .integer(Int64(range.upperBound))]
        ) { range.contains($0.count) }
    }

    /// - Parameter range: The fewest elements.
    @_disfavoredOverload
    public static func count(_ range: PartialRangeFrom<Int>) -> Rule {
        Rule(
            "count", "must have \(range.lowerBound) elements or more",
            schema: ["minItems": .integer(Int64(range.lowerBound))]
        ) { $0.count >= range.lowerBound }
    }
}

extension JSONValue {
    /// A bound of a rule as a schema writes it; `nil` for what is no JSON.
    init?(ruleBound value: Any) {
        switch value {
        case let value as any BinaryInteger:
            guard let integer = Int64(exactly: value) else { return nil }
            self = .integer(integer)
        case let value as Double: self = .number(value)
        case let value as Float: self = .number(Double(value))
        case let value as String: self = .string(value)
        case let value as Bool: self = .bool(value)
        case let value as any RawRepresentable:
            guard let raw = JSONValue(ruleBound: value.rawValue) else { return nil }
            self = raw
        default: return nil
        }
    }
}
