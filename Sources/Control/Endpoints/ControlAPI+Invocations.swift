import FoundationEssentials
import Meridian
import MeridianCore
import NIOCore

extension ControlAPI {
    /// Fires one of a function's triggers and tells what it answered. The answer is 200 whatever the function's
    /// status, which is in the document. With `async` the call is kept and made later; the answer is 202 when it is on
    /// disk.
    func invokeFunction(_ request: ControlRequest) async throws -> ControlResponse {
        let service = try request.service()
        let name = try request.function()
        let wish = try await wish(of: request)
        if try request.flag("async") {
            let (function, position) = try await services.function(name, of: service)
            let invocation = ManualInvocation(
                service: service, function: function, position: position, wish: wish, requestID: request.requestID)
            let (call, kind) = try invocation.call()
            return try await acceptInvocation(call, kind: kind, of: name, in: service, request)
        }
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

    /// Keeps CloudEvents for every function that takes them; the answer is 202 when they are on disk. With `wait` they
    /// are delivered at once, are not kept, and the answer tells what each function answered.
    func publishEvents(_ request: ControlRequest) async throws -> ControlResponse {
        let body = try await request.body.collect(upTo: Self.bodyLimit)
        var events = try EventDelivery.events(fields: request.head.fields, body: body)
        // By the extension of CloudEvents for distributed tracing, so that deliveries belong to the publisher's trace.
        if let parent = TraceContext.parent(in: request.head.fields) {
            for index in events.indices where events[index].extensions["traceparent"] == nil {
                events[index].extensions["traceparent"] = parent.description
            }
        }
        guard try request.flag("wait") else {
            let accepted = AcceptedEventsDocument(events: try await platform.deliveries.accept(events))
            return .json(written: accepted.json, status: 202)
        }
        var documents: [EventDeliveryDocument] = []
        for event in events { documents.append(await services.deliver(event)) }
        if let only = documents.first, documents.count == 1 { return try .json(only) }
        return try .json(documents)
    }

    /// Keeps what object storage tells of its objects, as events.
    func publishNotification(_ request: ControlRequest) async throws -> ControlResponse {
        let events = try StorageNotification.events(try await request.body.collect(upTo: Self.bodyLimit))
        var documents: [AcceptedEventDocument] = []
        for event in events {
            var accepted = try await platform.deliveries.accept(StorageNotification.names(of: event))
            accepted[0].accepted = accepted.flatMap(\.accepted)
            documents.append(accepted[0])
        }
        return try .json(AcceptedEventsDocument(events: documents), status: 202)
    }
}
