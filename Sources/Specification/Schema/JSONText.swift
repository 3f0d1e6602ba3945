/// A JSON value whose members keep their order.
package enum JSONText: Sendable {
    case object([(String, JSONText)])
    case array([JSONText])
    case string(String)
    case integer(Int)
    case truth(Bool)
    /// A number in the form that JSON has for it.
    case number(String)
    case null

    /// With two spaces a level, and a value without objects on one line.
    package func rendered(indent: Int = 0) -> String {
        let inner = String(repeating: "  ", count: indent + 1)
        let outer = String(repeating: "  ", count: indent)
        switch self {
        case .object(let members):
            if members.isEmpty { return "{}" }
            let lines = members.map { "\(inner)\(Self.quoted($0.0)): \($0.1.rendered(indent: indent + 1))" }
            return "{\n\(lines.joined(separator: ",\n"))\n\(outer)}"
        case .array(let items):
            if items.allSatisfy(\.isScalar) {
                return "[\(items.map { $0.rendered() }.joined(separator: ", "))]"
            }
            return "[\n\(items.map { inner + $0.rendered(indent: indent + 1) }.joined(separator: ",\n"))\n\(outer)]"
        case .string(let text): return Self.quoted(text)
        case .integer(let number): return String(number)
        case .truth(let value): return value ? "true" : "false"
        case .number(let text): return text
        case .null: return "null"
        }
    }

    /// On one line, without spaces.
    package var compact: String {
        switch self {
        case .object(let members):
            "{\(members.map { "\(Self.quoted($0.0)):\($0.1.compact)" }.joined(separator: ","))}"
        case .array(let items): "[\(items.map(\.compact).joined(separator: ","))]"
        default: rendered()
        }
    }

    private var isScalar: Bool {
        switch self {
        case .object, .array: false
        default: true
        }
    }

    package static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F || (0x80...0x9F).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
