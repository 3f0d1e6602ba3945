public import Admission
public import Meridian
public import MeridianCore
public import MeridianOpenAPI
public import Releases

// Types of which only one of several members is there, which reading them without data can't find out.

extension Trigger: OpenAPIDescribed {
    public static var openAPISchema: JSONValue {
        let text: JSONValue = ["type": "string"]
        func kind(_ name: String, _ required: [JSONValue], _ members: [String: JSONValue]) -> JSONValue {
            [
                "type": "object", "required": .array(["kind"] + required),
                "properties": .object(members.merging(["kind": ["const": .string(name)]]) { own, _ in own }),
            ]
        }
        return [
            "oneOf": [
                kind("http", ["path"], ["path": text, "methods": ["type": "array", "items": text]]),
                kind("timer", [], ["cron": text, "every": ["type": "number"], "at": text, "payload": text]),
                kind("event", ["type"], ["type": text, "source": text]),
                kind("queue", ["queue"], ["queue": text, "batchSize": ["type": "integer", "minimum": 1]]),
            ],
            "examples": [["kind": "http", "methods": ["GET"], "path": "/items/{id}"]],
        ]
    }
}

extension AliasTargets.Key: OpenAPIDescribed {
    public static var openAPISchema: JSONValue {
        .choice(of: names, examples: [["header": "x-customer"]])
    }

    fileprivate static let names: [String: JSONValue] = [
        "header": ["type": "string"], "cookie": ["type": "string"], "query": ["type": "string"],
    ]
}

extension AliasTargets.Rule: OpenAPIDescribed {
    public static var openAPISchema: JSONValue {
        .choice(
            of: AliasTargets.Key.names, beside: ["equals": ["type": "string"], "release": ["type": "integer"]],
            required: ["equals", "release"], examples: [["cookie": "tester", "equals": "yes", "release": 7]])
    }
}

extension RolloutStep: OpenAPIDescribed {
    public static var openAPISchema: JSONValue {
        .choice(
            of: [
                "setWeight": ["type": "integer", "minimum": 0, "maximum": 100],
                "pause": ["type": ["object", "null"], "properties": ["duration": ["type": "string"]]],
                "analysis": [
                    "type": ["object", "null"],
                    "properties": [
                        "duration": ["type": "string"],
                        "onInconclusive": ["enum": ["pause", "continue", "rollback"]],
                    ],
                ],
            ], examples: [["setWeight": 10]])
    }
}

extension RuleTarget: OpenAPIDescribed {
    public static var openAPISchema: JSONValue {
        let (service, function) = (
            ServiceName.pattern.dropFirst().dropLast(), FunctionName.pattern.dropFirst().dropLast()
        )
        return [
            "type": "string", "description": "All functions, those of a service, or one.",
            "pattern": .string(#"^(\*|\#(service)/(\*|\#(function)))$"#),
            "examples": ["*", "shop/*", "shop/checkout"],
        ]
    }
}

extension Admission.Rule: OpenAPIDescribed {
    public static var openAPISchema: JSONValue {
        let kinds = ["flow", "parameter", "system", "breaker", "adaptive", "priority"]
        return .choice(
            of: Dictionary(uniqueKeysWithValues: kinds.map { ($0, ["type": "object"]) }),
            beside: ["name": ["type": "string"], "on": RuleTarget.openAPISchema, "dry": ["type": "boolean"]],
            required: ["name", "on"],
            examples: [["name": "checkout-peak", "on": "shop/checkout", "flow": ["count": 2000]]])
    }
}

extension JSONValue {
    /// An object with exactly one of some members.
    fileprivate static func choice(
        of members: [String: JSONValue], beside others: [String: JSONValue] = [:], required: [JSONValue] = [],
        examples: [JSONValue]
    ) -> JSONValue {
        var schema: [String: JSONValue] = [
            "type": "object", "properties": .object(members.merging(others) { own, _ in own }),
            "oneOf": .array(members.keys.sorted().map { ["required": [.string($0)]] }), "examples": .array(examples),
        ]
        if !required.isEmpty { schema["required"] = .array(required) }
        return .object(schema)
    }
}
