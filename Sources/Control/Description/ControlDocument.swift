import Access
import Meridian
import MeridianCore
import MeridianOpenAPI

/// The control API as an OpenAPI 3.1 document, made from the table of endpoints and the types of its documents.
struct ControlDocument {
    private let explorer = SchemaExplorer()

    /// - Returns: The document; endpoints without a description are left out.
    static func make(_ endpoints: [ControlEndpoint]) -> JSONValue {
        let document = ControlDocument()
        var paths: [String: [String: JSONValue]] = [:]
        for endpoint in endpoints {
            guard let description = ControlAPI.descriptions[endpoint.name] else { continue }
            paths[endpoint.pattern.description, default: [:]][endpoint.method.rawValue.lowercased()] =
                document.operation(endpoint, description)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Meridian control API", "version": "1",
                "description": "Every change is made here: the command and the console are clients of this.",
            ],
            "paths": .object(paths.mapValues(JSONValue.object)),
            "security": [["token": []]],
            "components": [
                "schemas": .object(
                    document.explorer.components.merging(["Problem": SchemaExplorer.problem]) { own, _ in own }),
                "responses": ["Problem": SchemaExplorer.problemResponse],
                "securitySchemes": [
                    "token": [
                        "type": "http", "scheme": "bearer",
                        "description": "The owner's token, one that was made by POST /v1/tokens, or an identity's.",
                    ]
                ],
            ],
        ]
    }

    private func operation(_ endpoint: ControlEndpoint, _ description: EndpointDescription) -> JSONValue {
        var operation: [String: JSONValue] = [
            "operationId": .string(endpoint.operationID), "summary": .string(description.summary),
            "tags": [.string(endpoint.tag)],
        ]
        var parameters = endpoint.parameterNames.map { name -> JSONValue in
            ["name": .string(name), "in": "path", "required": true, "schema": schema(ofParameter: name)]
        }
        parameters += description.query.map {
            [
                "name": .string($0.name), "in": "query", "description": .string($0.summary),
                "schema": schema(of: $0),
            ]
        }
        if description.isConditional {
            parameters.append([
                "name": "if-match", "in": "header",
                "schema": ["type": "string", "pattern": #"^(\*|"[0-9]{1,18}")$"#],
                "description": "The ETag of what is to be changed; 412 when it is another by now.",
            ])
        }
        if description.answers.values.contains(where: \.isResumable) {
            parameters.append([
                "name": "last-event-id", "in": "header", "schema": ["type": "string", "minLength": 1],
                "description": "The id of the last event that was read; those after it follow.",
            ])
        }
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        if let content = content(description.takes) {
            operation["requestBody"] = ["required": .bool(description.needsBody), "content": content]
        }
        var responses: [String: JSONValue] = [:]
        for (status, answer) in description.answers {
            var response: [String: JSONValue] = ["description": .string(Self.text(of: status))]
            if let content = content(answer) { response["content"] = content }
            responses["\(status)"] = .object(response)
        }
        responses["4XX"] = ["$ref": "#/components/responses/Problem"]
        responses["5XX"] = ["$ref": "#/components/responses/Problem"]
        operation["responses"] = .object(responses)
        if endpoint.requirement == .open { operation["security"] = [] }
        if let action = endpoint.action { operation["x-meridian-audited-as"] = .string(action) }
        return .object(operation)
    }

    private func content(_ content: EndpointDescription.Content) -> JSONValue? {
        switch content {
        case .none: nil
        case .json(let type): ["application/json": ["schema": explorer.schema(of: type)]]
        case .anyJSON: ["application/json": ["schema": true]]
        case .bytes(let type): [type: [:]]
        case .lines(let type): ["application/jsonl": ["itemSchema": explorer.schema(of: type)]]
        case .events(let type, let opening):
            ["text/event-stream": events(["anyOf": [explorer.schema(of: opening), explorer.schema(of: type)]])]
        case .linesOrEvents(let type):
            [
                "application/jsonl": ["itemSchema": explorer.schema(of: type)],
                "text/event-stream": events(explorer.schema(of: type)),
            ]
        }
    }

    /// As OpenAPI 3.2 has it: an item is an event, its data a document.
    private func events(_ data: JSONValue) -> JSONValue {
        [
            "itemSchema": [
                "type": "object", "required": ["event", "data"],
                "properties": [
                    "id": ["type": "string"], "event": ["type": "string"],
                    "data": [
                        "type": "string", "contentMediaType": "application/json",
                        "contentSchema": data,
                    ],
                ],
            ]
        ]
    }

    private func schema(of query: EndpointDescription.Query) -> JSONValue {
        guard let range = query.range else { return explorer.schema(of: query.type) }
        var schema: [String: JSONValue] = ["type": "integer", "minimum": .integer(Int64(range.lowerBound))]
        if range.upperBound < Int.max { schema["maximum"] = .integer(Int64(range.upperBound)) }
        return .object(schema)
    }

    private func schema(ofParameter name: String) -> JSONValue {
        switch name {
        case "service": explorer.schema(of: ServiceName.self)
        case "function": explorer.schema(of: FunctionName.self)
        case "alias": explorer.schema(of: AliasName.self)
        case "secret": explorer.schema(of: SecretName.self)
        case "domain": explorer.schema(of: DomainName.self)
        case "release", "rollout": ["type": "integer", "minimum": 1]
        default: ["type": "string", "minLength": 1]
        }
    }

    private static func text(of status: Int) -> String {
        switch status {
        case 201: "Made."
        case 202: "Accepted: it is on disk."
        case 204: "Done; there is nothing to say."
        case 503: "It can't be asked for now."
        default: "The answer."
        }
    }
}

extension ControlEndpoint {
    /// Method and path, as `GET /v1/services`.
    var name: String { "\(method.rawValue) \(pattern)" }

    fileprivate var parameterNames: [String] {
        pattern.description.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// Method and path as one word: `getV1ServicesService`.
    fileprivate var operationID: String {
        method.rawValue.lowercased()
            + pattern.description.split { !$0.isLetter && !$0.isNumber }
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// The first word of the path.
    fileprivate var tag: String {
        pattern.description.split(separator: "/").first { $0 != "v1" }.map(String.init) ?? "platform"
    }
}
