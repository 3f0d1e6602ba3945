import FoundationEssentials
import Meridian
import MeridianCore
import NIOCore

extension ControlAPI {
    /// Fires one of a function's triggers and tells what it answered. The answer is 200 whatever the function's
    /// status, which is in the document.
    func invokeFunction(_ request: ControlRequest) async throws -> ControlResponse {
        let service = try request.service()
        let name = try request.function()
        let wish = try await wish(of: request)
        var kind = ""
        let outcome = try await services.call(service, name) { function, position in
            let invocation = ManualInvocation(
                service: service, function: function, position: position, wish: wish, requestID: request.requestID)
            let call = try invocation.call()
            kind = call.kind
            return call.call
        }
        let answer = outcome.answer
        let text = String(validating: answer.body.readableBytesView, as: UTF8.self)
        return try .json(
            InvocationResultDocument(
                service: service, function: name, release: outcome.release, trigger: kind, status: answer.head.status,
                headers: answer.head.fields.pairs.map { [$0.name, $0.value] }, body: text,
                bodyBase64: text == nil ? Data(answer.body.readableBytesView).base64EncodedString() : nil,
                requestID: request.requestID, durationMilliseconds: answer.milliseconds))
    }

    /// Either the document, or any other body as the data, with the trigger in the query.
    private func wish(of request: ControlRequest) async throws -> InvocationDocument {
        let body = try await request.body.collect(upTo: Self.bodyLimit)
        let type = request.head.fields["content-type"]?.lowercased() ?? ""
        if type.hasPrefix(InvocationDocument.contentType) {
            return try ControlJSON.decode(InvocationDocument.self, from: body)
        }
        var wish = InvocationDocument(trigger: request.query["trigger"])
        guard body.readableBytes > 0 else { return wish }
        if type.isEmpty || type.hasPrefix("application/json") {
            wish.data = try ControlJSON.decode(JSONValue.self, from: body)
        } else {
            guard let text = String(validating: body.readableBytesView, as: UTF8.self) else {
                throw MeridianError(.badControlRequest, "the data is not UTF-8 text", status: 400)
            }
            wish.body = text
            wish.headers = ["content-type": type]
        }
        return wish
    }

    /// Delivers CloudEvents to every function that takes them and tells what each answered.
    func publishEvents(_ request: ControlRequest) async throws -> ControlResponse {
        let body = try await request.body.collect(upTo: Self.bodyLimit)
        let events = try EventDelivery.events(fields: request.head.fields, body: body)
        var documents: [EventDeliveryDocument] = []
        for event in events { documents.append(await services.deliver(event)) }
        if let only = documents.first, documents.count == 1 { return try .json(only) }
        return try .json(documents)
    }
}
