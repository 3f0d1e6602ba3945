import JSONCodec
import MeridianCore
import NIOCore

/// A request as API Gateway, a function's URL or a load balancer tells it in an event.
struct GatewayRequest: Sendable, Equatable {
    /// The form of the event, and so that of the answer.
    enum Form: Sendable, Equatable {
        /// Payload format 1.0: an API Gateway REST API.
        case version1
        /// Payload format 2.0: an API Gateway HTTP API, or a function's URL.
        case version2
        /// An Application Load Balancer, with multi-value headers switched on or off.
        case loadBalancer(multiValue: Bool)
    }

    var form: Form
    var head: RequestHead
    var body: ByteBuffer
    /// JSON: what the gateway says of the request.
    var context: ByteBuffer?

    /// - Returns: `nil` when the document is no request.
    /// - Throws: ``ErrorCode/malformedDelivery`` when it is one that can't be read.
    static func read(_ event: JSONMembers) throws(MeridianError) -> GatewayRequest? {
        try event.withView { view throws(MeridianError) in try GatewayRequest(event, view) }
    }

    private init?(_ document: JSONMembers, _ event: JSONMembersView) throws(MeridianError) {
        guard let told = event.object("requestContext") else { return nil }
        if let http = told.object("http"), let target = Self.target(of: event, told) {
            form = .version2
            head = RequestHead(
                method: HTTPMethod(http.text("method") ?? "GET"), target: target,
                fields: Self.fields(of: event, client: http))
        } else if let method = event.text("httpMethod"), let path = event.text("path") {
            let isBalancer = told.has("elb")
            form = isBalancer ? .loadBalancer(multiValue: event.object("multiValueHeaders") != nil) : .version1
            head = RequestHead(
                method: HTTPMethod(method),
                target: TargetText.make(path, query: Self.query(of: event, isEncoded: isBalancer)),
                fields: Self.fields(of: event, client: told.object("identity")))
        } else {
            return nil
        }
        guard HTTPMethod.isToken(head.method) else { throw Self.malformed("its method is no token") }
        body = try Self.body(of: event)
        context = document[told.place]
    }

    private static func target(of event: JSONMembersView, _ told: JSONMembersView) -> ByteBuffer? {
        event.withText("rawPath") { path in
            let path = told.withText("stage") { Self.path(path, outside: $0) } ?? path
            return event.withText("rawQueryString") { TargetText.make(path, query: $0) }
                ?? TargetText.make(path, query: UnsafeRawBufferPointer(start: nil, count: 0))
        }
    }

    /// An HTTP API puts its stage before the path where it has no domain of its own.
    private static func path(
        _ path: UnsafeRawBufferPointer, outside stage: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        guard path.first == UInt8(ascii: "/"), !stage.elementsEqual("$default".utf8),
            path.dropFirst().starts(with: stage)
        else { return path }
        let rest = UnsafeRawBufferPointer(rebasing: path[(stage.count + 1)...])
        return rest.isEmpty ? UnsafeRawBufferPointer(rebasing: path[..<1]) : rest.first == path.first ? rest : path
    }

    private static func query(of event: JSONMembersView, isEncoded: Bool) -> String {
        var items: [String] = []
        func add(_ name: String, _ value: String) {
            items.append(
                isEncoded
                    ? name + "=" + value : TargetText.encodeItem(name) + "=" + TargetText.encodeItem(value))
        }
        if let multiple = event.object("multiValueQueryStringParameters") {
            multiple.forEachStrings { name, values in
                for value in values { add(String(decoding: name, as: UTF8.self), value) }
            }
        } else {
            event.object("queryStringParameters")?.forEachText { name, value in
                add(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
            }
        }
        return items.joined(separator: "&")
    }

    /// - Parameter client: Says the address of the client as `sourceIp`.
    private static func fields(of event: JSONMembersView, client: JSONMembersView?) -> HTTPFields {
        let headers = event.object("headers")
        // With room for an address, an id and a place in a trace.
        var fields = HTTPFields(capacity: 256 + (headers?.place.count ?? 0))
        if let multiple = event.object("multiValueHeaders") {
            multiple.forEachStrings { name, values in
                guard HTTPSyntax.isOfRequest(name) else { return }
                for var value in values {
                    value.withUTF8 { fields.append(name: name, value: UnsafeRawBufferPointer($0)) }
                }
            }
        } else if let headers {
            // The quotes, the colon and the comma of a member take as much as is encoded beside it.
            fields.append(atMost: headers.place.count + HTTPFields.overhead) { writer in
                headers.forEachText { if HTTPSyntax.isOfRequest($0) { writer.append(name: $0, value: $1) } }
            }
        }
        let cookies = event.strings("cookies")
        if !cookies.isEmpty { fields.append("cookie", cookies.joined(separator: "; ")) }
        if !fields.has("x-forwarded-for") {
            _ = client?.withText("sourceIp") { fields.append("x-forwarded-for", value: $0) }
        }
        return fields
    }

    private static func body(of event: JSONMembersView) throws(MeridianError) -> ByteBuffer {
        guard event.has("body") else { return ByteBuffer() }
        guard let content = event.content("body") else { throw malformed("its body is no string") }
        guard event.flag("isBase64Encoded") else { return content }
        guard let bytes = Base64.standard.decode(String(buffer: content)) else {
            throw malformed("its body is no Base64")
        }
        return ByteBuffer(bytes: bytes)
    }

    private static func malformed(_ reason: String) -> MeridianError {
        MeridianError(.malformedDelivery, "the request of the event can't be read: \(reason)", status: 400)
    }
}

extension HTTPMethod {
    static func isToken(_ method: HTTPMethod) -> Bool {
        (1...32).contains(method.rawValue.utf8.count) && method.rawValue.utf8.allSatisfy(HTTPSyntax.isToken)
    }
}
