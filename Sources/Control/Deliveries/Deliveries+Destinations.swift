import Delivery
import LambdaAPI
import Meridian
import MeridianCore
import NIOCore
import Persistence

/// What a destination gets: which event it was, and what came of it.
struct DeliveryRecord: Codable, Sendable {
    var service: ServiceName
    var function: FunctionName
    var event: Int64
    var attempts: Int
    var acceptedAt: Timestamp
    /// Why it was put aside.
    var reason: String?
    /// What the function got, and what it answered: JSON as it is, other text as a text.
    var request: JSONValue
    var response: JSONValue?

    init(
        service: ServiceName, function: FunctionName, _ event: QueuedEvent, answer: ByteBuffer? = nil,
        reason: String? = nil
    ) {
        self.service = service
        self.function = function
        self.event = event.id.rawValue
        attempts = event.attempts
        acceptedAt = event.enqueuedAt
        self.reason = reason
        request = Self.value(event.payload)
        response = answer.map(Self.value)
    }

    private static func value(_ bytes: ByteBuffer) -> JSONValue {
        (try? ControlJSON.decode(JSONValue.self, from: bytes)) ?? .string(String(buffer: bytes))
    }
}

extension Deliveries {
    /// Hands a record on, once however often it is called for the same event and outcome.
    func hand(_ record: DeliveryRecord, to destination: Destination) async throws {
        let source = "/meridian/\(record.service)/\(record.function)"
        let id = "\(record.event)-\(record.attempts)-\(record.reason == nil ? "done" : "dead")"
        let type = if case .event(let type) = destination { type } else { "meridian.delivery" }
        let event = CloudEvent(
            id: id, source: source, type: type, time: Timestamp.now.description,
            data: try ControlJSON.encode(record))
        switch destination {
        case .event:
            _ = try await accept([event])
        case .http(let url):
            try await EventPost.send(event, to: url)
        case .function(let service, let name):
            guard let function = function(name, of: service) else {
                throw MeridianError(
                    .unknownFunction, "the destination '\(destination)' is not live; deploy it", status: 404)
            }
            let call = try Self.call(of: function, with: event, telling: record)
            _ = try await accept([call], for: name, of: service, idempotencyKey: event.idempotencyKey)
        }
    }

    /// An event for a function with a trigger for events, a message for one with a queue, and for a handler as Lambda has
    /// them what Lambda would hand it.
    private static func call(
        of function: FunctionManifest, with event: CloudEvent<ByteBuffer>, telling record: DeliveryRecord
    ) throws -> QueuedCall {
        for (index, trigger) in function.triggers.enumerated() {
            switch trigger {
            case .event: return .event(event, to: function.name, trigger: index)
            case .queue(let queue):
                return QueuedCall(
                    kind: .queue, trigger: index, target: QueuedCall.target(ofQueue: queue.queue), fields: [:],
                    body: event.data)
            case .http, .timer: continue
            }
        }
        if function.handler != nil {
            return DirectCall(
                service: record.service, function: function.name, qualifier: .latest,
                payload: try ControlJSON.encode(LambdaDestinationRecord(record)), requestID: RequestID.make()
            ).queued
        }
        throw MeridianError(
            .unknownTrigger,
            "function '\(function.name)' takes neither events nor messages, so nothing can be handed on",
            status: 400)
    }
}
