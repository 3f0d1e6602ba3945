import Delivery
import Engine
import LambdaAPI
import Meridian
import MeridianCore
import NIOCore

/// A call of a function by the Lambda-compatible API: a program with the contract lambda gets the payload as its event,
/// any other function as the data of its first trigger.
struct DirectCall: Sendable {
    var service: ServiceName
    var function: FunctionName
    var qualifier: FunctionQualifier
    var payload: ByteBuffer
    var requestID: String
    /// What the client says of itself, as JSON.
    var clientContext: String?

    static let clientContextField = "x-amz-client-context"

    /// What the function answered.
    struct Answer: Sendable {
        var release: Int
        var payload: ByteBuffer
        /// `nil` when it succeeded.
        var functionError: String?
    }

    /// - Throws: ``ErrorCode/unknownFunction``, ``ErrorCode/badControlRequest``.
    func functionCall(_ release: ActiveRelease) throws -> FunctionCall {
        let manifest = release.release.manifest
        guard let position = manifest.functions.firstIndex(where: { $0.name == function }) else {
            throw MeridianError(
                .unknownFunction, "release \(release.release.number) of '\(service)' has no function '\(function)'",
                status: 404)
        }
        if manifest.program?.contract == .lambda {
            var fields: HTTPFields = ["content-type": "application/json"]
            if let clientContext { fields.append(Self.clientContextField, clientContext) }
            return FunctionCall(
                function: position, trigger: ActiveRelease.directTrigger, target: Self.target(function, qualifier),
                fields: fields, requestID: requestID, body: payload)
        }
        var wish = InvocationDocument()
        if payload.readableBytes > 0 { wish.data = try ControlJSON.decode(JSONValue.self, from: payload) }
        return try ManualInvocation(
            service: service, function: manifest.functions[position], position: position, wish: wish,
            requestID: requestID
        ).call().call
    }

    /// The same call as it waits in a queue.
    var queued: QueuedCall {
        var fields: HTTPFields = [RequestID.fieldName: requestID]
        if let clientContext { fields.append(Self.clientContextField, clientContext) }
        return QueuedCall(
            kind: .direct, trigger: 0, target: Self.target(function, qualifier), fields: fields, body: payload)
    }

    /// Reads what ``queued`` wrote.
    /// - Throws: ``ErrorCode/lambdaParameterInvalid``.
    init(_ call: QueuedCall, to function: FunctionName, of service: ServiceName) throws(MeridianError) {
        let text = call.target.split(separator: "/").last.map(String.init) ?? ""
        self.init(
            service: service, function: function,
            qualifier: try FunctionQualifier(PercentEncoding.decode(text.utf8) ?? text), payload: call.body,
            requestID: call.fields[RequestID.fieldName] ?? RequestID.make(),
            clientContext: call.fields[Self.clientContextField])
    }

    init(
        service: ServiceName, function: FunctionName, qualifier: FunctionQualifier, payload: ByteBuffer,
        requestID: String, clientContext: String? = nil
    ) {
        self.service = service
        self.function = function
        self.qualifier = qualifier
        self.payload = payload
        self.requestID = requestID
        self.clientContext = clientContext
    }

    private static func target(_ function: FunctionName, _ qualifier: FunctionQualifier) -> String {
        "/_meridian/direct/\(function)/\(URLText.encode(qualifier.description))"
    }
}
