import Access
import FoundationEssentials
import JSONCodec
import LambdaAPI
import Meridian
import MeridianCore
import NIOCore

extension LambdaEndpoints {
    /// Bytes of a payload whose answer is waited for, and of one that is kept.
    private static let payloadLimit = 6 << 20
    private static let eventLimit = 1 << 20

    /// Calls a function and waits (`RequestResponse`), keeps the call to be made later (`Event`), or only looks whether it
    /// could be made (`DryRun`).
    func invoke(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .invokeFunctions)
        switch request.head.fields["x-amz-invocation-type"] ?? "RequestResponse" {
        case "RequestResponse":
            let call = try await call(of: request, to: target, limit: Self.payloadLimit)
            return try await answer(call, request)
        case "Event":
            let call = try await call(of: request, to: target, limit: Self.eventLimit)
            return try await accept(call, request)
        case "DryRun":
            _ = try await services.number(target.qualifier ?? .latest, of: target.service)
            return .empty
        case let other:
            throw MeridianError(
                .lambdaParameterInvalid,
                "the invocation type is '\(other)'; it must be RequestResponse, Event or DryRun", status: 400)
        }
    }

    private func answer(_ call: DirectCall, _ request: ControlRequest) async throws -> ControlResponse {
        let answer = try await services.call(call)
        var head = ResponseHead(fields: [
            "content-type": "application/json",
            "x-amz-executed-version": call.qualifier == .latest ? "$LATEST" : String(answer.release),
        ])
        if let error = answer.functionError { head.fields.append("x-amz-function-error", error) }
        if request.head.fields["x-amz-log-type"] == "Tail" {
            head.fields.append(
                "x-amz-log-result", LogTail.read(call.requestID, of: call.service, in: platform.logs))
        }
        return ControlResponse(head: head, body: .whole(answer.payload))
    }

    private func accept(_ call: DirectCall, _ request: ControlRequest) async throws -> ControlResponse {
        // What could not be called is told now, and not found out later.
        let number = try await services.number(call.qualifier, of: call.service)
        let catalog = try await services.service(call.service).catalog
        let manifest = try await services.packages.manifest(catalog.existing(number), of: call.service)
        if manifest.program?.contract == .lambda {
            _ = try await platform.deliveries.accept(
                [call.queued], for: call.function, of: call.service,
                idempotencyKey: request.head.fields["idempotency-key"])
        } else {
            let (function, position) = try await services.function(call.function, of: call.service)
            var wish = InvocationDocument()
            if call.payload.readableBytes > 0 { wish.data = try ControlJSON.decode(JSONValue.self, from: call.payload) }
            let (made, kind) = try ManualInvocation(
                service: call.service, function: function, position: position, wish: wish, requestID: call.requestID
            ).call()
            _ = try await ControlAPI(platform: platform, addresses: addresses)
                .acceptInvocation(made, kind: kind, of: call.function, in: call.service, request)
        }
        return ControlResponse(head: ResponseHead(status: 202), body: .whole(ByteBuffer()))
    }

    /// Calls a function and hands its answer on while it comes.
    func invokeStreaming(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .invokeFunctions)
        let call = try await call(of: request, to: target, limit: Self.payloadLimit)
        let number = try await services.number(call.qualifier, of: call.service)
        let (services, logs, loop) = (services, platform.logs, platform.group.any())
        let wantsLog = request.head.fields["x-amz-log-type"] == "Tail"
        let head = ResponseHead(fields: [
            "content-type": EventStreamMessage.contentType,
            "x-amz-executed-version": call.qualifier == .latest ? "$LATEST" : String(number),
        ])
        return ControlResponse(
            head: head,
            body: .streamed { writer in
                let failure: FunctionFailure?
                do {
                    failure = try await services.stream(call, to: number, on: loop) { part in
                        try await writer.write(EventStreamMessage.payloadChunk(part).encode())
                    }
                } catch let error as MeridianError {
                    let fault = LambdaFault(error)
                    failure = FunctionFailure(fault.type, fault.message)
                }
                let log = wantsLog ? LogTail.read(call.requestID, of: call.service, in: logs) : nil
                let end = InvokeComplete(errorCode: failure?.type, errorDetails: failure?.message, logResult: log)
                try await writer.write(EventStreamMessage.invokeComplete(try ControlJSON.encode(end)).encode())
            })
    }

    private func call(of request: ControlRequest, to target: LambdaTarget, limit: Int) async throws -> DirectCall {
        let payload = try await request.body.collect(upTo: limit)
        guard payload.readableBytes == 0 || payload.isJSON else {
            throw MeridianError(.lambdaBodyInvalid, "the payload is not JSON", status: 400)
        }
        return DirectCall(
            service: target.service, function: target.function, qualifier: target.qualifier ?? .latest,
            payload: payload, requestID: request.requestID,
            clientContext: try clientContext(of: request))
    }

    /// What the client says of itself, which comes in Base64 and reaches the program as it is.
    private func clientContext(of request: ControlRequest) throws(MeridianError) -> String? {
        guard let text = request.head.fields[DirectCall.clientContextField] else { return nil }
        guard let bytes = Data(base64Encoded: text), bytes.allSatisfy(HTTPSyntax.isFieldValue) else {
            throw MeridianError(
                .lambdaParameterInvalid, "X-Amz-Client-Context is no JSON in Base64 on one line", status: 400)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension ByteBuffer {
    /// Whether it is one value of JSON and nothing else.
    fileprivate var isJSON: Bool {
        withUnsafeReadableBytes { bytes in
            var reader = JSONReader(bytes)
            do throws(JSONError) {
                try reader.skipValue()
                try reader.finish()
                return true
            } catch {
                return false
            }
        }
    }
}
