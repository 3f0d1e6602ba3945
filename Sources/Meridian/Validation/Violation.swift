/// A value that is missing, unreadable, or breaks a rule.
public struct Violation: Sendable, Hashable {
    /// `lines[2].price`, or the name of a parameter.
    public var field: String
    /// `path`, `query`, `header`, `cookie` or `body`.
    public var place: String
    /// Completes the name of the field to a sentence.
    public var message: String
    /// The kind of rule: `range`, `length`, `pattern`, `oneOf`, `count`, `multiple`, `check`, one of one's own, or
    /// `missing`, `malformed`.
    public var code: String

    var json: JSONValue {
        ["field": .string(field), "in": .string(place), "message": .string(message), "code": .string(code)]
    }
}
