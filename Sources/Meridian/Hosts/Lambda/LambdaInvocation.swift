import JSONCodec
import MeridianCore
public import NIOCore

/// What Lambda tells of an invocation beside its event.
///
/// ```swift
/// if let claims = try context.lambda?.requestContext(as: Authorized.self)?.authorizer.jwt.claims { … }
/// ```
public struct LambdaInvocation: Sendable, Equatable {
    /// Under which CloudWatch knows the invocation.
    public var requestID: String
    /// With the version or alias that was invoked.
    public var functionARN: String
    /// The X-Ray trace, such as `Root=1-…;Parent=…;Sampled=1`; `nil` when there is none.
    public var traceID: String?
    /// JSON of a mobile SDK.
    public var clientContext: String?
    /// JSON of a mobile SDK.
    public var cognitoIdentity: String?
    /// JSON: what API Gateway, a function's URL or a load balancer says of the request, its authorizer included;
    /// `nil` for everything but requests.
    public var requestContext: ByteBuffer?

    /// Reads what the gateway says of the request.
    /// - Returns: `nil` when no gateway brought the invocation.
    /// - Throws: `DecodingError`.
    public func requestContext<Value: Decodable>(as type: Value.Type) throws -> Value? {
        try requestContext.map { try JSON.decode(type, from: $0) }
    }
}

extension Context {
    /// What Lambda tells of the invocation; `nil` anywhere else.
    public var lambda: LambdaInvocation? {
        execution.table.identity.host == .lambda ? LambdaInvocation(head.fields) : nil
    }
}

extension LambdaInvocation {
    private static let requestIDField: StaticString = "lambda-runtime-aws-request-id"
    private static let functionARNField: StaticString = "lambda-runtime-invoked-function-arn"
    private static let traceIDField: StaticString = "lambda-runtime-trace-id"
    private static let clientContextField: StaticString = "lambda-runtime-client-context"
    private static let cognitoIdentityField: StaticString = "lambda-runtime-cognito-identity"
    private static let requestContextField: StaticString = "lambda-request-context"
    private static let largestContext = Int(UInt16.max)

    init?(_ fields: HTTPFields) {
        guard let requestID = fields.text(Self.requestIDField) else { return nil }
        self.requestID = requestID
        functionARN = fields.text(Self.functionARNField) ?? ""
        traceID = fields.text(Self.traceIDField)
        clientContext = fields.text(Self.clientContextField)
        cognitoIdentity = fields.text(Self.cognitoIdentityField)
        requestContext = fields.text(Self.requestContextField).map { ByteBuffer(string: $0) }
    }

    /// Whether a field, in any case, is Lambda's to set, and so not believed when a client sends it.
    static func owns(_ name: UnsafeRawBufferPointer) -> Bool {
        guard let first = name.first, first | 0x20 == UInt8(ascii: "l") else { return false }
        let name = String(decoding: name, as: UTF8.self).lowercased()
        return name.hasPrefix("lambda-runtime-") || name == "\(requestContextField)"
    }

    /// What goes with every call of an invocation.
    static func add(_ runtime: HTTPFields, to fields: inout HTTPFields) {
        for name in [requestIDField, functionARNField, traceIDField, clientContextField, cognitoIdentityField] {
            runtime.withFirstValue(name) { fields.append(name, value: $0) }
        }
        if !fields.has("x-request-id") {
            runtime.withFirstValue(requestIDField) { fields.append("x-request-id", value: $0) }
        }
        guard !fields.has("traceparent"), let trace = runtime.text(traceIDField).flatMap(TraceContext.init(xRay:))
        else {
            return
        }
        fields.append(TraceContext.fieldName, trace.description)
    }

    static func add(requestContext: ByteBuffer?, to fields: inout HTTPFields) {
        guard let requestContext, requestContext.readableBytes <= largestContext else { return }
        requestContext.withUnsafeReadableBytes { fields.append(requestContextField, value: $0) }
    }
}

extension HTTPFields {
    /// The first value under a lower-case name.
    func text(_ name: StaticString) -> String? {
        var text: String?
        withFirstValue(name) { text = String(decoding: $0, as: UTF8.self) }
        return text
    }
}

extension TraceContext {
    /// The trace of an X-Ray header: the parts of its root, put together, are a trace id of W3C Trace Context.
    init?(xRay header: String) {
        var parts: [String: Substring.UTF8View] = [:]
        for part in header.utf8.split(separator: UInt8(ascii: ";")) {
            guard let mark = part.firstIndex(of: UInt8(ascii: "=")) else { continue }
            parts[String(Substring(part[..<mark]))] = part[part.index(after: mark)...]
        }
        guard let root = parts["Root"]?.split(separator: UInt8(ascii: "-")), root.count == 3,
            let parent = parts["Parent"]
        else { return nil }
        let isSampled = parts["Sampled"]?.elementsEqual("1".utf8) == true
        self.init("00-\(Substring(root[1]))\(Substring(root[2]))-\(Substring(parent))-0\(isSampled ? 1 : 0)")
    }
}
