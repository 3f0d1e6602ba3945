import Foundation
import JSONCodec
import Meridian
import MeridianTesting
import NIOCore
import Testing

@testable import MeridianOpenAPI

private enum Kind: String, Codable, CaseIterable { case chair, lamp }

private enum Shade: String, Codable { case dark, light }

private struct Part: Codable, Validatable {
    var count: Int

    func validate(_ check: inout Validation) { check.field("count", count, .range(1...9)) }
}

private final class Tree: Codable {
    var name: String
    var children: [Tree]
    var parent: Tree?
}

private struct Item: Codable, Validatable {
    var id: Int
    var uuid: UUID
    var made: Date
    var name: String?
    var kind: Kind
    var parts: [Part]
    var prices: [String: Double]
    var tags: Set<String>
    var anything: JSONValue

    func validate(_ check: inout Validation) { check.field("name", name, .pattern("[a-z]+"), .length(2...4)) }
}

private enum Figure: Codable { case circle(Int), square(Int) }

private struct Written: Encodable { var id: Int }

private struct Shape: Codable, OpenAPIDescribed {
    static var openAPISchema: JSONValue { ["type": "string", "pattern": "^x$"] }
}

private struct Shaded: Codable { var shade: Shade; var after: Int }

@JSONCodable
private struct Direct {
    var id: Int
    var note: String?
}

private struct Nested: Decodable {
    enum Keys: String, CodingKey { case outer, inner }

    var inner: Int

    init(from decoder: any Decoder) throws {
        let outer = try decoder.container(keyedBy: Keys.self).nestedContainer(keyedBy: Keys.self, forKey: .outer)
        inner = try outer.decode(Int.self, forKey: .inner)
    }
}

@Functions("/items")
private struct ItemFunctions {
    /// Finds an item.
    ///
    /// Slowly.
    /// - Parameter id: Its number.
    @HTTP(.get, "/{id}")
    @Check("id", as: Int.self, .range(1...))
    func item(id: Int, full: Bool = false, xTrace: Header<String?>, authorization: Header<String?>) -> Item? { nil }

    @HTTP(.post)
    func add(_ item: Item) async throws -> Written { Written(id: item.id) }

    @HTTP(.put, "/{id}/picture", description: "Stores a picture")
    func picture(id: UUID, body: ByteBuffer) {}

    @HTTP(.get)
    func list(kind: Kind?, page: Query<Int>) -> [Item] { [] }
}

private struct Shop: FunctionApp {
    var plugins: [any Plugin] { [OpenAPI(title: "Shop <1>", version: "1.0")] }

    var middleware: [any FunctionLayer] { BearerAuthentication(realm: "shop", tokens: ["t"]) }

    var functions: some FunctionGroup {
        ItemFunctions()
        Function("health", .get("/health")) { _, _ in "ok" }
        Function("files", .get("/files/{path*}")) { _, _ in Response.noContent }
        Function("any", .any("/any")) { _, _ in Response.noContent }
        Function("nightly", .timer(cron: "@daily")) { _ in }
    }
}

extension JSONValue {
    /// A value inside, by names and numbers.
    fileprivate func at(_ keys: String...) -> JSONValue? {
        keys.reduce(Optional(self)) { value, key in
            switch value {
            case .object(let members)?: members[key]
            case .array(let elements)?: Int(key).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            default: nil
            }
        }
    }
}

@Suite struct SchemaTests {
    private func schema(_ type: Any.Type) -> JSONValue? {
        let explorer = SchemaExplorer()
        let schema = explorer.schema(of: type)
        guard case .string(let reference)? = schema.at("$ref") else { return schema }
        return explorer.components[String(reference.dropFirst("#/components/schemas/".count))]
    }

    @Test func aStructHasItsMembers() {
        #expect(
            schema(Item.self) == [
                "type": "object",
                "required": ["anything", "id", "kind", "made", "parts", "prices", "tags", "uuid"],
                "properties": [
                    "id": ["type": "integer", "format": "int64"], "uuid": ["type": "string", "format": "uuid"],
                    "made": ["type": "string", "format": "date-time"],
                    "name": ["type": "string", "pattern": "^[a-z]+$", "minLength": 2],
                    "kind": ["$ref": "#/components/schemas/Kind"],
                    "parts": ["type": "array", "items": ["$ref": "#/components/schemas/Part"]],
                    "prices": ["type": "object", "additionalProperties": ["type": "number", "format": "double"]],
                    "tags": ["type": "array", "items": ["type": "string"], "uniqueItems": true], "anything": [:],
                ],
            ])
        #expect(schema(Kind.self) == ["type": "string", "enum": ["chair", "lamp"]])
        #expect(schema(Part.self)?.at("properties", "count", "maximum") == 9)
    }

    @Test func aTypeMayContainItself() {
        let tree = schema(Tree.self)
        #expect(tree?.at("properties", "children", "items", "$ref") == "#/components/schemas/Tree")
        #expect(tree?.at("properties", "parent", "$ref") == "#/components/schemas/Tree")
        #expect(tree?.at("required") == ["children", "name"])
    }

    @Test func codedByMacroOrByHand() {
        #expect(schema(Direct.self)?.at("required") == ["id"])
        #expect(schema(Direct.self)?.at("properties", "note", "type") == "string")
        #expect(schema(Nested.self)?.at("properties", "outer", "properties", "inner", "type") == "integer")
        #expect(schema(Shape.self) == ["type": "string", "pattern": "^x$"])
    }

    private func note(_ type: Any.Type) -> String {
        guard case .string(let text)? = schema(type)?.at("description") else { return "" }
        return text
    }

    @Test func whatCannotBeFoundIsSaid() {
        #expect(note(Figure.self).contains("OpenAPIDescribed"))
        #expect(note(Written.self).contains("only written"))
        #expect(schema(Shade.self) == ["type": "string"])
    }

    @Test func anEnumerationWithoutCasesInViewHidesNothing() {
        #expect(note(Shaded.self) == "")
        #expect(schema(Shaded.self)?.at("properties", "shade", "$ref") == "#/components/schemas/Shade")
        #expect(schema(Shaded.self)?.at("required") == ["after", "shade"])
    }

    @Test func typesOfTheSameNameStayApart() {
        struct Outer { struct Item: Codable { var other: Int } }
        let explorer = SchemaExplorer()
        #expect(explorer.schema(of: Item.self) != explorer.schema(of: Outer.Item.self))
        #expect(explorer.schema(of: Item.self) == explorer.schema(of: Item.self))
    }
}

@Suite struct OpenAPITests {
    private func document() async throws -> JSONValue {
        let answer = try await TestApp(Shop.self).request(
            .get, "/openapi.json", headers: ["authorization": "Bearer t"])
        #expect(answer.status == 200)
        return try answer.decode(JSONValue.self)
    }

    @Test func operationsOfHTTPFunctions() async throws {
        let document = try await document()
        #expect(document.at("openapi") == "3.1.0")
        guard case .object(let paths)? = document.at("paths") else {
            Issue.record("no paths")
            return
        }
        #expect(
            paths.keys.sorted() == ["/any", "/files/{path}", "/health", "/items", "/items/{id}", "/items/{id}/picture"])
        #expect(document.at("paths", "/any", "delete", "operationId") == "any-delete")
        #expect(document.at("paths", "/files/{path}", "get", "parameters", "0", "in") == "path")
        #expect(document.at("tags", "0", "name") == "items")
        #expect(document.at("paths", "/any", "get", "responses", "2XX", "content", "*/*") == [:])
        #expect(document.at("paths", "/any", "get", "responses", "200") == nil)
        #expect(document.at("paths", "/any", "get", "responses", "4XX", "$ref") == "#/components/responses/Problem")
    }

    @Test func parametersHaveTypesRulesAndDescriptions() async throws {
        let operation = try #require(try await document().at("paths", "/items/{id}", "get"))
        #expect(operation.at("summary") == "Finds an item.")
        #expect(operation.at("description") == "Slowly.")
        #expect(
            operation.at("parameters") == [
                [
                    "name": "id", "in": "path", "required": true, "description": "Its number.",
                    "schema": ["type": "integer", "format": "int64", "minimum": 1],
                ],
                ["name": "full", "in": "query", "required": false, "schema": ["type": "boolean"]],
                ["name": "x-trace", "in": "header", "required": false, "schema": ["type": "string"]],
            ])
        #expect(operation.at("responses", "404") != nil)
        #expect(
            operation.at("responses", "200", "content", "application/json", "schema", "$ref")
                == "#/components/schemas/Item")
    }

    @Test func bodiesAndResults() async throws {
        let document = try await document()
        let add = try #require(document.at("paths", "/items", "post"))
        #expect(
            add.at("requestBody", "content", "application/json", "schema", "$ref") == "#/components/schemas/Item")
        #expect(add.at("responses", "422") != nil)
        let picture = try #require(document.at("paths", "/items/{id}/picture", "put"))
        #expect(picture.at("summary") == "Stores a picture")
        #expect(picture.at("requestBody", "content", "application/octet-stream") == [:])
        #expect(picture.at("responses", "204") != nil)
        #expect(document.at("paths", "/health", "get", "responses", "200", "content", "text/plain") != nil)
    }

    @Test func securityComesFromLayers() async throws {
        let document = try await document()
        #expect(document.at("components", "securitySchemes", "bearer", "scheme") == "bearer")
        #expect(document.at("paths", "/health", "get", "security") == [["bearer": []]])
        #expect(document.at("paths", "/health", "get", "responses", "401") != nil)
    }

    @Test func everyReferenceLeadsSomewhere() async throws {
        let document = try await document()
        func check(_ value: JSONValue) {
            switch value {
            case .array(let elements): elements.forEach(check)
            case .object(let members):
                if case .string(let reference)? = members["$ref"] {
                    let keys = reference.dropFirst(2).split(separator: "/").map { String($0) }
                    #expect(
                        keys.reduce(Optional(document)) { $0?.at($1) } != nil, "\(reference) leads nowhere")
                }
                members.values.forEach(check)
            default: break
            }
        }
        check(document)
    }

    @Test func thePageIsSelfContained() async throws {
        let answer = try await TestApp(Shop.self).request(.get, "/openapi", headers: ["authorization": "Bearer t"])
        #expect(answer.status == 200)
        #expect(answer.text.contains("<title>Shop &lt;1&gt;</title>"))
        #expect(answer.text.contains("http:") == false)
        #expect(answer.text.contains("https:") == false)
        #expect(answer.fields["content-security-policy"]?.contains("default-src 'none'") == true)
    }

    @Test func settingsMoveItAndTurnItOff() async throws {
        struct Moved: FunctionApp {
            var plugins: [any Plugin] { [OpenAPI(title: "x", version: "1")] }
            var configuration: Configuration {
                ["openapi": ["path": "/api.json", "page": "", "servers": ["https://a"]]]
            }
            var functions: some FunctionGroup { Function("a", .get("/")) { _, _ in "" } }
        }
        struct Off: FunctionApp {
            var plugins: [any Plugin] { [OpenAPI(title: "x", version: "1")] }
            var configuration: Configuration { ["openapi.enabled": false] }
            var functions: some FunctionGroup { Function("a", .get("/")) { _, _ in "" } }
        }
        let moved = try TestApp(Moved.self)
        #expect(moved.functions == ["a", "openapi-document"])
        let document = try await moved.request(.get, "/api.json").decode(JSONValue.self)
        #expect(document.at("servers", "0", "url") == "https://a")
        #expect(try TestApp(Off.self).functions == ["a"])
    }
}
