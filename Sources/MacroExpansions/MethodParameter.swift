import SwiftSyntax

/// A parameter of a marked method.
struct MethodParameter {
    let syntax: FunctionParameterSyntax

    init(_ syntax: FunctionParameterSyntax) {
        self.syntax = syntax
    }

    /// The name inside the method: what the path, the query and so on call it.
    var name: String { (syntax.secondName ?? syntax.firstName).identifierText }

    var label: String? { syntax.firstName.tokenKind == .wildcard ? nil : syntax.firstName.text }

    var typeName: String? { syntax.type.plainName }

    var wrapper: ParameterWrapper? {
        guard let name = typeName, syntax.type.genericArgument != nil else { return nil }
        return ParameterWrapper(rawValue: name)
    }

    /// Numbers, text and truth values, optional or not: what a query holds.
    var isSimple: Bool {
        guard let name = syntax.type.unwrapped.plainName else { return false }
        return [
            "String", "Bool", "Double", "Float", "UUID", "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8",
            "UInt16", "UInt32", "UInt64",
        ].contains(name)
    }

    private var type: String { syntax.type.trimmedDescription }

    private var defaultValue: String? { syntax.defaultValue?.value.trimmedDescription }

    func argument(from source: ParameterSource) -> MethodArgument {
        var argument = plainArgument(from: source)
        argument.origin = origin(from: source)
        return argument
    }

    private func origin(from source: ParameterSource) -> MethodArgument.Origin? {
        func origin(_ place: String, _ name: String, _ type: TypeSyntax) -> MethodArgument.Origin {
            MethodArgument.Origin(
                parameter: self.name, name: name, place: place, type: type.trimmedDescription,
                isRequired: !type.isOptional && syntax.defaultValue == nil)
        }
        switch source {
        case .request, .context, .stream: return nil
        case .path: return origin("path", name, syntax.type)
        case .query: return origin("query", name, syntax.type)
        case .body: return origin("body", name, syntax.type)
        case .wrapper(let wrapper):
            let name = wrapper == .header ? HeaderName.of(name) : name
            return origin(wrapper.rawValue.lowercased(), name, syntax.type.genericArgument!)
        }
    }

    private func plainArgument(from source: ParameterSource) -> MethodArgument {
        func argument(_ expression: String, canThrow: Bool = true) -> MethodArgument {
            MethodArgument(label: label, expression: expression, canThrow: canThrow)
        }
        switch source {
        case .request: return argument("request", canThrow: false)
        case .context: return argument("context", canThrow: false)
        case .stream:
            return MethodArgument(label: label, expression: "request.bodyStream", readsStream: true)
        case .path: return argument("request.parameter(\"\(name)\", as: \(type).self)")
        case .query: return argument(read("query", name, type, defaultValue))
        case .body:
            switch type {
            case "ByteBuffer": return argument("request.body", canThrow: false)
            case "String": return argument("request.text", canThrow: false)
            default: return argument(decode(type, isOptional: syntax.type.isOptional, defaultValue))
            }
        case .wrapper(let wrapper):
            let inner = syntax.type.genericArgument!
            let innerType = inner.trimmedDescription
            let fallback = defaultValue.map { "(\($0) as \(type)).value" }
            let value =
                switch wrapper {
                case .path: "request.parameter(\"\(name)\", as: \(innerType).self)"
                case .query: read("query", name, innerType, fallback)
                case .cookie: read("cookie", name, innerType, fallback)
                case .header: read("header", HeaderName.of(name), innerType, fallback)
                case .body: decode(innerType, isOptional: inner.isOptional, fallback)
                }
            var result = argument("\(type)(\(value))")
            result.wrapped = (type, value)
            return result
        }
    }

    private func read(_ accessor: String, _ name: String, _ type: String, _ fallback: String?) -> String {
        let fallback = fallback.map { ", default: \($0)" } ?? ""
        return "request.\(accessor)(\"\(name)\", as: \(type).self\(fallback))"
    }

    private func decode(_ type: String, isOptional: Bool, _ fallback: String?) -> String {
        guard let fallback = fallback ?? (isOptional ? "nil" : nil) else { return "request.decode(\(type).self)" }
        return "request.decode(\(type).self, default: \(fallback))"
    }
}

/// The types by which a parameter says where it comes from.
enum ParameterWrapper: String {
    case path = "Path"
    case query = "Query"
    case header = "Header"
    case cookie = "Cookie"
    case body = "Body"
}

/// Where a parameter comes from.
enum ParameterSource: Equatable {
    case request, context, stream, path, query, body
    case wrapper(ParameterWrapper)

    var readsBody: Bool { self == .body || self == .stream || self == .wrapper(.body) }
}

enum HeaderName {
    /// `xTraceId` becomes `x-trace-id`.
    static func of(_ name: String) -> String {
        var result = ""
        for character in name {
            if character.isUppercase {
                result += (result.isEmpty ? "" : "-") + character.lowercased()
            } else {
                result.append(character == "_" ? "-" : character)
            }
        }
        return result
    }
}
