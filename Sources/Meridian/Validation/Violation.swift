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

    init(field: String, place: String, message: String, code: String) {
        self.field = field
        self.place = place
        self.message = message
        self.code = code
    }

    init?(json: JSONValue) {
        guard case .object(let members) = json, case .string(let field)? = members["field"],
            case .string(let place)? = members["in"], case .string(let message)? = members["message"],
            case .string(let code)? = members["code"]
        else { return nil }
        self.init(field: field, place: place, message: message, code: code)
    }

    var json: JSONValue {
        ["field": .string(field), "in": .string(place), "message": .string(message), "code": .string(code)]
    }
}
