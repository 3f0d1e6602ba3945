import JSONCodec
import MeridianCore

extension Problem {
    /// What a value that does not decode is answered with: the field, what was expected, and no more of the inside.
    static func undecodable(_ error: any Error, code: ErrorCode, subject: String, type: Any.Type) -> Problem {
        guard let error = error as? DecodingError else {
            return Problem(code, "\(subject) can't be read as \(TypeName.plain(type))", status: 400)
        }
        let (path, reason): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case .valueNotFound(_, let context): (context.codingPath, "is null, but a value is needed")
            case .typeMismatch(let wanted, let context): (context.codingPath, "is no \(jsonName(wanted))")
            case .dataCorrupted(let context): (context.codingPath, reason(of: context))
            @unknown default: ([], "can't be read")
            }
        let field = fieldPath(path)
        guard !field.isEmpty else { return Problem(code, "\(subject) \(reason)", status: 400) }
        return Problem(
            code, "\(subject) does not fit: '\(field)' \(reason)", status: 400, extensions: ["field": .string(field)])
    }

    /// `lines[2].price`, the way people write it.
    private static func fieldPath(_ path: [any CodingKey]) -> String {
        var text = ""
        for key in path {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : "." + key.stringValue
            }
        }
        return text
    }

    private static func jsonName(_ type: Any.Type) -> String {
        switch type {
        case is String.Type: "string"
        case is Bool.Type: "boolean"
        case is any BinaryInteger.Type: "whole number"
        case is any BinaryFloatingPoint.Type: "number"
        case is [String: Any].Type: "object"
        case is [Any].Type: "array"
        default: TypeName.plain(type)
        }
    }

    private static func reason(of context: DecodingError.Context) -> String {
        guard let cause = context.underlyingError as? JSONError, cause.kind == .syntax else {
            return "is not valid: \(context.debugDescription)"
        }
        return "is not valid JSON: \(cause)"
    }
}
