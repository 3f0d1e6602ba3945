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
    public var lambda: LambdaInvocation? { (execution.platform as? LambdaTelling).map { LambdaInvocation($0) } }
}

/// What Lambda tells of an invocation, as it was told: most functions ask for nothing of it.
final class LambdaTelling: Sendable {
    /// What the Runtime API said in its head.
    let fields: HTTPFields
    let requestContext: ByteBuffer?

    init(_ fields: HTTPFields, requestContext: ByteBuffer? = nil) {
        self.fields = fields
        self.requestContext = requestContext
    }
}

extension LambdaInvocation {
    private static let requestIDField: StaticString = "lambda-runtime-aws-request-id"
    private static let traceIDField: StaticString = "lambda-runtime-trace-id"

    init(_ told: LambdaTelling) {
        requestID = told.fields.text(Self.requestIDField) ?? ""
        functionARN = told.fields.text("lambda-runtime-invoked-function-arn") ?? ""
        traceID = told.fields.text(Self.traceIDField)
        clientContext = told.fields.text("lambda-runtime-client-context")
        cognitoIdentity = told.fields.text("lambda-runtime-cognito-identity")
        requestContext = told.requestContext
    }

    /// Gives a call that has none an id and a place in a trace: those of the invocation.
    /// - Parameter runtime: The fields of the Runtime API.
    /// - Returns: Whether the id is the invocation's; otherwise a caller chose it.
    @discardableResult
    static func identify(_ fields: inout HTTPFields, by runtime: HTTPFields) -> Bool {
        var (hasID, hasTrace) = (false, false)
        fields.forEach { name, _ in
            switch name.count {
            case 12 where name.hasPrefix("x-request-id"): hasID = true
            case 11 where name.hasPrefix("traceparent"): hasTrace = true
            default: break
            }
        }
        if !hasID { runtime.withFirstValue(requestIDField) { fields.append("x-request-id", value: $0) } }
        if !hasTrace {
            runtime.withFirstValue(traceIDField) { trace in
                TraceContext.withParent(xRay: trace) { fields.append("traceparent", value: $0) }
            }
        }
        return !hasID
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
    /// Calls `body` with the `traceparent` of an X-Ray header: the parts of its root, put together, are a trace id of W3C
    /// Trace Context. Without a valid root and parent it is not called.
    static func withParent(xRay header: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        let parts = XRayParts(header)
        // `1-`, 8 digits, `-`, 24 digits.
        guard let root = parts.root, root.count == 35, root[1] == UInt8(ascii: "-"), root[10] == UInt8(ascii: "-"),
            let parent = parts.parent, parent.count == 16, let first = bits(root[2..<10]),
            let second = bits(root[11...]), let span = bits(parent[...]), first | second != 0, span != 0
        else { return }
        let end: StaticString = parts.isSampled ? "-01" : "-00"
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
}

/// The parts of an X-Ray header, which semicolons part.
private struct XRayParts {
    private(set) var root: UnsafeRawBufferPointer?
    private(set) var parent: UnsafeRawBufferPointer?
    private(set) var isSampled = false

    init(_ header: UnsafeRawBufferPointer) {
        var rest = header
        while let start = rest.baseAddress, !rest.isEmpty {
            let end = memchr(start, CInt(UInt8(ascii: ";")), rest.count).map { UnsafeRawPointer($0) - start }
            let part = UnsafeRawBufferPointer(rebasing: rest[..<(end ?? rest.count)])
            if part.hasPrefix("Root=") {
                root = UnsafeRawBufferPointer(rebasing: part[5...])
            } else if part.hasPrefix("Parent=") {
                parent = UnsafeRawBufferPointer(rebasing: part[7...])
            } else if part.hasPrefix("Sampled=") {
                isSampled = part.count == 9 && part[8] == UInt8(ascii: "1")
            }
            var next = min(part.count + 1, rest.count)
            while next < rest.count, rest[next] == UInt8(ascii: " ") { next += 1 }
            rest = UnsafeRawBufferPointer(rebasing: rest[next...])
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func hasPrefix(_ text: StaticString) -> Bool {
        guard let baseAddress, count >= text.utf8CodeUnitCount else { return false }
        return memcmp(baseAddress, text.utf8Start, text.utf8CodeUnitCount) == 0
    }
}
