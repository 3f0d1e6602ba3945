public import Access
public import Meridian
public import MeridianCore
public import MeridianOpenAPI

extension ServiceName: OpenAPIDescribed {
    public static var openAPISchema: JSONValue { .name(pattern, rule) }
}

extension FunctionName: OpenAPIDescribed {
    public static var openAPISchema: JSONValue { .name(pattern, rule) }
}

extension AliasName: OpenAPIDescribed {
    public static var openAPISchema: JSONValue { .name("^(?!.*--)[a-z]([a-z0-9-]{0,28}[a-z0-9])?$", rule) }
}

extension SecretName: OpenAPIDescribed {
    public static var openAPISchema: JSONValue { .name("^[A-Za-z_][A-Za-z0-9_]{0,127}$", rule) }
}

extension DomainName: OpenAPIDescribed {
    public static var openAPISchema: JSONValue {
        let label = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
        let localhost = "localhost".map { "[\($0.uppercased())\($0)]" }.joined()
        return .name(#"^(?=.{1,253}$)(\*\.)?(\#(label)\.)+(?!\#(localhost)$|[0-9]+$)\#(label)$"#, rule)
    }
}

extension JSONValue {
    fileprivate static func name(_ pattern: String, _ rule: String) -> JSONValue {
        [
            "type": "string", "pattern": .string(pattern),
            "description": .string("\(rule.prefix(1).uppercased())\(rule.dropFirst())."),
        ]
    }
}
