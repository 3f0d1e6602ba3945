import JSONCodec
import Meridian
import NIOCore

/// The functions of a service as an OpenAPI 3.1 document.
struct OpenAPIDocument {
    private let explorer = SchemaExplorer()
    private var paths: [String: [String: JSONValue]] = [:]
    private var tags: [String] = []
    private var schemes: [String: JSONValue] = [:]
    private var operationIDs: Set<String> = []

    /// - Parameters:
    ///   - info: Title, version and description.
    ///   - servers: Where the service is, as URLs.
    ///   - functions: Those without HTTP triggers are left out.
    ///   - layers: What surrounds all of them.
    static func make(
        info: [String: JSONValue], servers: [String], functions: [Function], layers: [any FunctionLayer]
    ) -> JSONValue {
        var document = OpenAPIDocument()
        for function in functions { document.add(function, layers) }
        var components: [String: JSONValue] = [
            "schemas": .object(
                document.explorer.components.merging(["Problem": SchemaExplorer.problem]) { _, own in own }),
            "responses": ["Problem": SchemaExplorer.problemResponse],
        ]
        if !document.schemes.isEmpty { components["securitySchemes"] = .object(document.schemes) }
        var members: [String: JSONValue] = [
            "openapi": "3.1.0", "info": .object(info), "paths": .object(document.paths.mapValues(JSONValue.object)),
            "tags": .array(document.tags.map { ["name": .string($0)] }), "components": .object(components),
        ]
        if !servers.isEmpty { members["servers"] = .array(servers.map { ["url": .string($0)] }) }
        return .object(members)
    }

    private mutating func add(_ function: Function, _ layers: [any FunctionLayer]) {
        for trigger in function.triggers {
            guard case .http(let http) = trigger else { continue }
            let path = TemplatePath(http.path)
            let methods = http.methods.isEmpty ? [.get, .post, .put, .patch, .delete] : http.methods
            for method in methods {
                guard let key = Self.keys[method.rawValue], paths[path.text]?[key] == nil else { continue }
                let operation = operation(function, path, method, isOnly: methods.count == 1, layers)
                paths[path.text, default: [:]][key] = operation
            }
        }
    }

    private static let keys = [
        "GET": "get", "PUT": "put", "POST": "post", "DELETE": "delete", "OPTIONS": "options", "HEAD": "head",
        "PATCH": "patch", "TRACE": "trace",
    ]

    private mutating func operation(
        _ function: Function, _ path: TemplatePath, _ method: HTTPMethod, isOnly: Bool, _ layers: [any FunctionLayer]
    ) -> JSONValue {
        let signature = function.signature
        var operation: [String: JSONValue] = [:]
        operation["operationId"] = .string(operationID(function.name, method, isOnly: isOnly))
        if let tag = path.tag {
            if !tags.contains(tag) { tags.append(tag) }
            operation["tags"] = [.string(tag)]
        }
        if let summary = function.description ?? signature.summary { operation["summary"] = .string(summary) }
        let details = (function.description == nil ? [] : [signature.summary]) + [signature.details]
        let text = details.compactMap { $0 }.joined(separator: "\n\n")
        if !text.isEmpty { operation["description"] = .string(text) }
        let parameters = parameters(signature, path)
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        let takesBody = ![.get, .head, .delete, .options].contains(method)
        if takesBody, let body = signature.body {
            operation["requestBody"] = [
                "required": .bool(signature.isBodyRequired), "content": content(of: body, isResult: false),
            ]
        }
        var responses = responses(of: signature.result)
        let problem: JSONValue = ["$ref": "#/components/responses/Problem"]
        responses["4XX"] = problem
        responses["5XX"] = problem
        if !parameters.isEmpty || signature.body != nil { responses["400"] = problem }
        if signature.body is any Validatable.Type { responses["422"] = problem }
        var security: [String: JSONValue] = [:]
        for case let layer as any SecurityDescribed in layers + function.layers {
            let scheme = layer.securityScheme
            schemes[scheme.name] = .object(scheme.members)
            security[scheme.name] = []
        }
        if !security.isEmpty {
            operation["security"] = [.object(security)]
            responses["401"] = problem
        }
        operation["responses"] = .object(responses)
        return .object(operation)
    }

    private mutating func operationID(_ name: String, _ method: HTTPMethod, isOnly: Bool) -> String {
        var id = isOnly ? name : "\(name)-\(method.rawValue.lowercased())"
        var number = 2
        while !operationIDs.insert(id).inserted {
            id = "\(name)-\(method.rawValue.lowercased())-\(number)"
            number += 1
        }
        return id
    }

    private func parameters(_ signature: FunctionSignature, _ path: TemplatePath) -> [JSONValue] {
        var parameters = path.parameters.map { name -> JSONValue in
            let known = signature.parameters.first { $0.place == .path && $0.name == name }
            return parameter(known ?? .init(name, in: .path, as: String.self))
        }
        // The specification keeps these for other parts of the document.
        let reserved = ["accept", "content-type", "authorization"]
        for known in signature.parameters where known.place != .path {
            if known.place == .header, reserved.contains(known.name.lowercased()) { continue }
            parameters.append(parameter(known))
        }
        return parameters
    }

    private func parameter(_ parameter: FunctionSignature.Parameter) -> JSONValue {
        var schema = explorer.schema(of: parameter.type)
        if !parameter.rules.isEmpty, case .object(let members) = schema {
            schema = .object(members.merging(parameter.rules) { _, rule in rule })
        }
        var members: [String: JSONValue] = [
            "name": .string(parameter.name), "in": .string(parameter.place.rawValue), "schema": schema,
            "required": .bool(parameter.isRequired || parameter.place == .path),
        ]
        if let text = parameter.description { members["description"] = .string(text) }
        return .object(members)
    }

    private func responses(of result: Any.Type?) -> [String: JSONValue] {
        guard let result else { return ["204": ["description": "Done; there is nothing to say."]] }
        // A function that makes the response itself chooses the status.
        if result is Response.Type {
            return [
                "2XX": ["description": "The answer.", "content": ["*/*": [:]]], "3XX": ["description": "Elsewhere."],
            ]
        }
        var responses: [String: JSONValue] = [
            "200": ["description": "The answer.", "content": content(of: result, isResult: true)]
        ]
        if result is any OptionalType.Type {
            responses["404"] = ["$ref": "#/components/responses/Problem"]
        }
        return responses
    }

    private func content(of type: Any.Type, isResult: Bool) -> JSONValue {
        switch type {
        case is ByteBuffer.Type: ["application/octet-stream": [:]]
        case is String.Type, is String?.Type: ["text/plain": ["schema": ["type": "string"]]]
        case is any ResponseConvertible.Type where isResult: ["*/*": [:]]
        default: ["application/json": ["schema": explorer.schema(of: type)]]
        }
    }
}

private protocol OptionalType {}

extension Optional: OptionalType {}
