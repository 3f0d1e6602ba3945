import JSONCodec
import MeridianCore
public import NIOCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

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
    private static let handedOn = [
        requestIDField, functionARNField, traceIDField, clientContextField, cognitoIdentityField,
    ]
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
        let isNamed = fields.has("x-request-id")
        let isTraced = fields.has("traceparent")
        // The id comes twice, and the trace in two forms.
        fields.append(atMost: 2 * runtime.block.readableBytes + 128) { writer in
            runtime.forEach { name, value in
                guard name.first == UInt8(ascii: "l"), handedOn.contains(where: name.elementsEqual) else { return }
                writer.append(name: name, value: value)
                if !isNamed, name.elementsEqual(requestIDField) { writer.append("x-request-id", value: value) }
                if !isTraced, name.elementsEqual(traceIDField) {
                    TraceContext.withParent(xRay: value) { writer.append("traceparent", value: $0) }
                }
            }
        }
    }

    static func add(requestContext: UnsafeRawBufferPointer?, to fields: inout HTTPFields) {
        guard let requestContext, requestContext.count <= largestContext else { return }
        fields.append(requestContextField, value: requestContext)
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

extension UnsafeRawBufferPointer {
    fileprivate func elementsEqual(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && hasPrefix(text)
    }

    fileprivate func hasPrefix(_ text: StaticString) -> Bool {
        guard let baseAddress, count >= text.utf8CodeUnitCount else { return false }
        return memcmp(baseAddress, text.utf8Start, text.utf8CodeUnitCount) == 0
    }
}

extension TraceContext {
    /// Calls `body` with the `traceparent` of an X-Ray header: the parts of its root, put together, are a trace id of W3C
    /// Trace Context. Without a valid root and parent it is not called.
    static func withParent(xRay header: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        // `1-`, 8 digits, `-`, 24 digits.
        guard let root = part("Root=", of: header), root.count == 35, root[1] == UInt8(ascii: "-"),
            root[10] == UInt8(ascii: "-"), let parent = part("Parent=", of: header), parent.count == 16,
            let first = bits(root[2..<10]), let second = bits(root[11...]), let span = bits(parent[...]),
            first | second != 0, span != 0
        else { return }
        let isSampled = part("Sampled=", of: header)?.elementsEqual("1") == true
        let end: StaticString = isSampled ? "-01" : "-00"
        withUnsafeTemporaryAllocation(byteCount: length, alignment: 1) { text in
            var count = 0
            func put(_ bytes: UnsafeRawBufferPointer) {
                UnsafeMutableRawBufferPointer(rebasing: text[count...]).copyMemory(from: bytes)
                count += bytes.count
            }
            func put(_ bytes: StaticString) {
                put(UnsafeRawBufferPointer(start: bytes.utf8Start, count: bytes.utf8CodeUnitCount))
            }
            put("00-")
            put(UnsafeRawBufferPointer(rebasing: root[2..<10]))
            put(UnsafeRawBufferPointer(rebasing: root[11...]))
            put("-")
            put(parent)
            put(end)
            body(UnsafeRawBufferPointer(text))
        }
    }

    /// - Returns: 0 when all digits are; `nil` when one is no lower-case hexadecimal digit.
    private static func bits(_ digits: Slice<UnsafeRawBufferPointer>) -> UInt8? {
        var bits: UInt8 = 0
        for byte in UnsafeRawBufferPointer(rebasing: digits) {
            guard byte &- 0x30 <= 9 || byte &- 0x61 <= 5 else { return nil }
            bits |= byte ^ 0x30
        }
        return bits
    }

    /// What follows `name` in one of the parts between semicolons.
    private static func part(_ name: StaticString, of header: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        var start = 0
        while start < header.count {
            let rest = UnsafeRawBufferPointer(rebasing: header[start...])
            let end = memchr(rest.baseAddress!, CInt(UInt8(ascii: ";")), rest.count).map {
                UnsafeRawPointer($0) - rest.baseAddress!
            }
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(end ?? rest.count))
            if part.hasPrefix(name) { return UnsafeRawBufferPointer(rebasing: part.dropFirst(name.utf8CodeUnitCount)) }
            start += part.count + 1
            while start < header.count, header[start] == UInt8(ascii: " ") { start += 1 }
        }
        return nil
    }
}
