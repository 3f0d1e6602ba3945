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
    private static let requestIDField = "lambda-runtime-aws-request-id"
    private static let functionARNField = "lambda-runtime-invoked-function-arn"
    private static let traceIDField = "lambda-runtime-trace-id"
    private static let clientContextField = "lambda-runtime-client-context"
    private static let cognitoIdentityField = "lambda-runtime-cognito-identity"
    private static let requestContextField = "lambda-request-context"
    private static let largestContext = Int(UInt16.max)

    init?(_ fields: HTTPFields) {
        guard let requestID = fields[Self.requestIDField] else { return nil }
        self.requestID = requestID
        functionARN = fields[Self.functionARNField] ?? ""
        traceID = fields[Self.traceIDField]
        clientContext = fields[Self.clientContextField]
        cognitoIdentity = fields[Self.cognitoIdentityField]
        requestContext = fields[Self.requestContextField].map { ByteBuffer(string: $0) }
    }

    /// Whether a field is Lambda's to set, and so not believed when a client sends it.
    static func owns(_ name: String) -> Bool {
        name.hasPrefix("lambda-runtime-") || name == requestContextField
    }

    /// What goes with every call of an invocation.
    static func add(_ runtime: HTTPFields, to fields: inout HTTPFields) {
        for name in [requestIDField, functionARNField, traceIDField, clientContextField, cognitoIdentityField] {
            if let value = runtime[name] { fields.append(name, value) }
        }
        if !fields.has("x-request-id"), let id = runtime[requestIDField] { fields.append(RequestID.fieldName, id) }
        guard let trace = runtime[traceIDField], !fields.has("traceparent") else { return }
        TraceContext(xRay: trace)?.write(into: &fields)
    }

    static func add(requestContext: ByteBuffer?, to fields: inout HTTPFields) {
        guard let requestContext, requestContext.readableBytes <= largestContext else { return }
        fields.append(requestContextField, String(buffer: requestContext))
    }
}

extension TraceContext {
    /// The trace of an X-Ray header: the parts of its root, put together, are a trace id of W3C Trace Context.
    init?(xRay header: String) {
        var parts: [Substring: Substring] = [:]
        for part in header.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { parts[pair[0]] = pair[1] }
        }
        guard let root = parts["Root"]?.split(separator: "-"), root.count == 3, let parent = parts["Parent"] else {
            return nil
        }
        self.init("00-\(root[1])\(root[2])-\(parent)-0\(parts["Sampled"] == "1" ? 1 : 0)")
    }
}
