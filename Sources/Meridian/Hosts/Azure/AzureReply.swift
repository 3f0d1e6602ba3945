import HTTPTransport
import JSONCodec
import MeridianCore
import NIOCore

/// The answer to the Functions host. Belongs to the event loop of its responder.
final class AzureReply: @unchecked Sendable {
    private let responder: any ExchangeResponder

    init(_ responder: any ExchangeResponder) {
        self.responder = responder
    }

    var eventLoop: any EventLoop { responder.eventLoop }

    /// Any status but 2xx lets the trigger's own rules of retrying count.
    func give(_ outcome: DeliveryOutcome) {
        if let problem = outcome.problem {
            if let failure = problem.failure { return responder.fail(failure) }
            let status = problem.head.status < 400 ? 500 : problem.head.status
            return responder.respond(ResponseHead(status: status, fields: problem.head.fields), body: problem.body)
        }
        respond { writer in
            let body = outcome.answer?.body ?? ByteBuffer()
            writer.key("Outputs")
            writer.beginObject()
            writer.endObject()
            writer.key("ReturnValue")
            if body.readableBytes == 0 {
                writer.writeNull()
            } else {
                JSONText.any(body).withUnsafeReadableBytes { writer.write(json: $0) }
            }
        }
    }

    /// - Parameter name: Of the binding that takes the answer.
    func give(_ answer: CollectedAnswer, name: String) {
        if let failure = answer.failure { return responder.fail(failure) }
        respond { writer in
            writer.key("Outputs")
            writer.beginObject()
            writer.key(name)
            writer.beginObject()
            writer.key("statusCode")
            writer.write(answer.head.status)
            writer.key("headers")
            writer.beginObject()
            for (name, values) in GatewayAnswer.grouped(answer.head.fields) {
                writer.key(name)
                writer.write(values.joined(separator: ", "))
            }
            writer.endObject()
            writer.key("body")
            writer.write(String(buffer: answer.body))
            writer.endObject()
            writer.endObject()
            writer.key("ReturnValue")
            writer.writeNull()
        }
    }

    private func respond(_ members: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.beginObject()
        members(&writer)
        writer.key("Logs")
        writer.beginArray()
        writer.endArray()
        writer.endObject()
        responder.respond(
            ResponseHead(status: 200, fields: ["content-type": "application/json"]), body: writer.finish())
    }
}
