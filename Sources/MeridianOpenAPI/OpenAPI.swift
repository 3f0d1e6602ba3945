import JSONCodec
public import Meridian
import NIOCore

/// Serves an OpenAPI 3.1 document of the service and a page to read it and try it.
///
/// ```swift
/// var plugins: [any Plugin] { [OpenAPI(title: "Shop", version: "1.2.0")] }
/// ```
/// It has the functions of the app and those of plug-ins that start before it: list it last. Its own are left out.
///
/// Settings:
/// - `openapi.path`: where the document is, `/openapi.json` by default.
/// - `openapi.page`: where the page is, `/openapi` by default; empty for none.
/// - `openapi.servers`: an array of URLs; the document's own by default.
/// - `openapi.enabled`: `true` by default.
public struct OpenAPI: Plugin {
    private let info: [String: JSONValue]
    private let title: String

    /// - Parameters:
    ///   - title: What the service is called.
    ///   - version: The version of its interface.
    ///   - description: In Markdown.
    public init(title: String, version: String, description: String? = nil) {
        self.title = title
        var info: [String: JSONValue] = ["title": .string(title), "version": .string(version)]
        if let description { info["description"] = .string(description) }
        self.info = info
    }

    public var name: String { "openapi" }

    public var configuration: Configuration {
        ["openapi": ["enabled": true, "path": "/openapi.json", "page": "/openapi", "servers": []]]
    }

    public func configure(_ app: inout AppSetup) throws {
        guard try app.configuration.value("openapi.enabled", as: Bool.self) ?? true else { return }
        let path = try app.configuration.value("openapi.path", as: String.self) ?? "/openapi.json"
        let page = try app.configuration.value("openapi.page", as: String.self) ?? "/openapi"
        let servers = try app.configuration.value("openapi.servers", as: [String].self) ?? []
        let document = try JSON.encodeSorted(
            OpenAPIDocument.make(info: info, servers: servers, functions: app.functions, layers: app.declaredLayers))
        app.add {
            Function("openapi-document", .get(path), description: "What the service can do, for programs") { _, _ in
                Response(fields: ["content-type": "application/openapi+json;version=3.1"], body: .bytes(document))
            }
            if !page.isEmpty {
                let html = DocumentPage.html(title: title, document: path)
                Function("openapi-page", .get(page), description: "What the service can do, for people") { _, _ in
                    Response(
                        fields: [
                            "content-type": "text/html; charset=utf-8",
                            "content-security-policy": DocumentPage.securityPolicy,
                        ], body: .string(html))
                }
            }
        }
    }
}

extension OpenAPI {
    /// The document of functions, for tests and files.
    public func document(of functions: some FunctionGroup) -> JSONValue {
        OpenAPIDocument.make(info: info, servers: [], functions: functions.functions, layers: [])
    }
}
