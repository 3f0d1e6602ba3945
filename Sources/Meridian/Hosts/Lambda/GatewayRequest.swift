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

    /// - Returns: `nil` when the document is no request.
    /// - Throws: ``ErrorCode/malformedDelivery`` when it is one that can't be read.
    init?(_ event: JSONMembers) throws(MeridianError) {
        guard let request = try event.withView({ view throws(MeridianError) in try GatewayRequest(view) }) else {
            return nil
        }
        self = request
    }

    private init?(_ event: JSONMembersView) throws(MeridianError) {
        guard let context = event.object("requestContext") else { return nil }
        if let http = context.object("http"), let path = event.text("rawPath") {
            form = .version2
            let stage = context.text("stage")
            head = RequestHead(
                method: HTTPMethod(http.text("method") ?? "GET"),
                target: TargetText.make(
                    Self.path(path, outside: stage), query: event.text("rawQueryString") ?? ""),
                fields: Self.fields(of: event, source: http.text("sourceIp")))
        } else if let method = event.text("httpMethod"), let path = event.text("path") {
            let isBalancer = context.has("elb")
            form = isBalancer ? .loadBalancer(multiValue: event.object("multiValueHeaders") != nil) : .version1
            head = RequestHead(
                method: HTTPMethod(method),
                target: TargetText.make(path, query: Self.query(of: event, isEncoded: isBalancer)),
                fields: Self.fields(of: event, source: context.object("identity")?.text("sourceIp")))
        } else {
            return nil
        }
        guard HTTPMethod.isToken(head.method) else { throw Self.malformed("its method is no token") }
        body = try Self.body(of: event)
        LambdaInvocation.add(requestContext: event.value("requestContext"), to: &head.fields)
    }

    /// An HTTP API puts its stage before the path where it has no domain of its own.
    private static func path(_ path: String, outside stage: String?) -> String {
        guard let stage, stage != "$default", path.hasPrefix("/" + stage) else { return path }
        let rest = path.dropFirst(stage.count + 1)
        return rest.isEmpty ? "/" : rest.first == "/" ? String(rest) : path
    }

    private static func query(of event: JSONMembersView, isEncoded: Bool) -> String {
        var items: [String] = []
        func add(_ name: String, _ value: String) {
            items.append(
                isEncoded
                    ? name + "=" + value : TargetText.encodeItem(name) + "=" + TargetText.encodeItem(value))
        }
        if let multiple = event.object("multiValueQueryStringParameters") {
            for name in multiple.names { for value in multiple.strings(name) { add(name, value) } }
        } else {
            event.object("queryStringParameters")?.forEachText { name, value in
                add(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
            }
        }
        return items.joined(separator: "&")
    }

    private static func fields(of event: JSONMembersView, source: String?) -> HTTPFields {
        let headers = event.object("headers")
        // With what Lambda says beside the event.
        var fields = HTTPFields(capacity: 2048 + (headers?.byteCount ?? 0))
        if let multiple = event.object("multiValueHeaders") {
            for var name in multiple.names {
                for var value in multiple.strings(name) {
                    name.withUTF8 { name in
                        value.withUTF8 { value in
                            guard isAllowed(UnsafeRawBufferPointer(name)) else { return }
                            fields.append(name: UnsafeRawBufferPointer(name), value: UnsafeRawBufferPointer(value))
                        }
                    }
                }
            }
        } else if let headers {
            // The quotes, the colon and the comma of a member take as much as is encoded beside it.
            fields.append(atMost: headers.byteCount + HTTPFields.overhead) { writer in
                headers.forEachText { if isAllowed($0) { writer.append(name: $0, value: $1) } }
            }
        }
        let cookies = event.strings("cookies")
        if !cookies.isEmpty { fields.append("cookie", cookies.joined(separator: "; ")) }
        if let source, !fields.has("x-forwarded-for") { fields.append("x-forwarded-for", source) }
        return fields
    }

    /// Whether a client may send such a field.
    private static func isAllowed(_ name: UnsafeRawBufferPointer) -> Bool {
        !name.isEmpty && name.allSatisfy(HTTPSyntax.isToken) && !LambdaInvocation.owns(name)
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
