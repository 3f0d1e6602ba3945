import JSONCodec
import MeridianCore
import NIOCore

extension Request {
    /// The CloudEvent that this request carries in binary mode.
    /// - Throws: `MER-1104` when an attribute is missing or the data does not decode.
    func event<Payload: Decodable>(of type: Payload.Type) throws -> CloudEvent<Payload> {
        let event = try CloudEvent<Void>(fields: fields)
        return event.with(data: try data(of: type, contentType: event.dataContentType))
    }

    private func data<Payload: Decodable>(of type: Payload.Type, contentType: String?) throws(Problem) -> Payload {
        if let bytes = body as? Payload { return bytes }
        if let contentType, !MediaType.isJSON(contentType), let text = text as? Payload { return text }
        do {
            // An event without data can still be taken by a function that asks for an optional.
            let bytes = body.readableBytes == 0 ? ByteBuffer(string: "null") : body
            return try JSON.decode(type, from: bytes)
        } catch {
            throw .undecodable(error, code: .badEvent, subject: "the event's data", type: type)
        }
    }

    func timerEvent() throws(Problem) -> TimerEvent {
        body.readableBytes == 0 ? TimerEvent() : try decode()
    }
}
