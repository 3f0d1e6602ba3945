import Delivery
import JSONCodec
import Meridian
import MeridianCore
import NIOCore
import Persistence

extension ControlAPI {
    static let mostEvents = 1_000

    private var deliveries: Deliveries { platform.deliveries }

    /// The queues of every function for which something was accepted, or those of one service.
    func listQueues(_ request: ControlRequest) async throws -> ControlResponse {
        let service = request.parameters["service"] == nil ? nil : try request.service()
        return try .json(QueueListDocument(queues: await deliveries.status(of: service)))
    }

    /// Events of a function that wait, or with `dead` those that were put aside.
    func peekQueue(_ request: ControlRequest) async throws -> ControlResponse {
        let (service, function) = (try request.service(), try request.function())
        let limit = try request.number("limit", in: 1...Self.mostEvents) ?? 20
        let after = try request.number("after", in: 0...Int.max).map { EventID(Int64($0)) }
        let isDead = try request.flag("dead")
        guard let queue = try await deliveries.dispatch.queue(of: service) else {
            return try .json(QueuedEventListDocument(events: []))
        }
        let events: [QueuedEventDocument]
        if isDead {
            events = try await queue.deadEvents(of: .of(function), after: after, limit: limit).map { dead in
                var document = self.document(of: dead.event)
                document.diedAt = dead.diedAt
                document.reason = dead.reason
                return document
            }
        } else {
            events = try await queue.peek(at: .of(function), limit: limit).map(document(of:))
        }
        return try .json(QueuedEventListDocument(events: events))
    }

    private func document(of event: QueuedEvent) -> QueuedEventDocument {
        let call = QueuedCall(head: event.head, body: event.payload)
        let data = (try? JSON.decode(JSONValue.self, from: event.payload)) ?? .string(String(buffer: event.payload))
        return QueuedEventDocument(
            id: event.id.rawValue, acceptedAt: event.enqueuedAt, attempts: event.attempts, kind: call?.kind.rawValue,
            fields: Dictionary((call?.fields.pairs ?? []).map { ($0.name, $0.value) }) { first, _ in first }, data: data
        )
    }

    /// Puts dead events back.
    func redriveQueue(_ request: ControlRequest) async throws -> ControlResponse {
        let (service, function) = (try request.service(), try request.function())
        let body = try await request.body.collect(upTo: Self.bodyLimit)
        let wish = body.readableBytes > 0 ? try ControlJSON.decode(RedriveDocument.self, from: body) : RedriveDocument()
        guard let queue = try await deliveries.dispatch.queue(of: service) else {
            return try .json(QueueChangeDocument(count: 0))
        }
        let count = try await queue.redrive(.of(function), wish.ids?.map { EventID($0) })
        try await deliveries.dispatch.wake(.of(function), of: service)
        return try answer(QueueChangeDocument(count: count), request)
    }

    /// Removes events that wait, or with `dead` those that were put aside.
    func purgeQueue(_ request: ControlRequest) async throws -> ControlResponse {
        let (service, function) = (try request.service(), try request.function())
        let isDead = try request.flag("dead")
        guard let queue = try await deliveries.dispatch.queue(of: service) else {
            return try .json(QueueChangeDocument(count: 0))
        }
        let count = isDead ? try await queue.purgeDead(.of(function)) : try await queue.purge(.of(function))
        return try answer(QueueChangeDocument(count: count), request)
    }

    private func answer(_ change: QueueChangeDocument, _ request: ControlRequest) throws -> ControlResponse {
        try request.changed(from: QueueChangeDocument?.none, to: change)
        return try .json(change)
    }

    /// Keeps messages, an array of them or one, for the functions that take a queue.
    func sendMessages(_ request: ControlRequest) async throws -> ControlResponse {
        let name = request.parameters["queue"] ?? ""
        guard (1...255).contains(name.utf8.count), name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw MeridianError(.badQueueName, "'\(name)' can't be the name of a queue", status: 400)
        }
        let body = try await request.body.collect(upTo: Self.bodyLimit)
        let value = try ControlJSON.decode(JSONValue.self, from: body)
        let messages = if case .array(let items) = value { items } else { [value] }
        let accepted = try await deliveries.accept(
            messages, for: name, of: try request.service(), trace: TraceContext(fields: request.head.fields))
        return try .json(AcceptedCallsDocument(accepted: accepted), status: 202)
    }
}
