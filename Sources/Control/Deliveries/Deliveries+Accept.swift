import Delivery
import Meridian
import MeridianCore
import NIOCore
import Persistence

extension Deliveries {
    /// Keeps events for every function that takes them.
    /// - Returns: For each event, who will get it, once that is on disk.
    /// - Throws: ``ErrorCode/queueFull`` with status 429, ``ErrorCode/eventRefused``, ``ErrorCode/storeFull``. Some
    ///   services may have the events then; sent again, they are known by their source and id.
    func accept(_ events: [CloudEvent<ByteBuffer>]) async throws -> [AcceptedEventDocument] {
        var accepted = events.map { AcceptedEventDocument(id: $0.id, source: $0.source, accepted: []) }
        for (service, functions) in live {
            var new: [NewEvent] = []
            var owners: [(event: Int, function: FunctionName)] = []
            for (index, event) in events.enumerated() {
                let (key, ordering) = (event.idempotencyKey, event.orderingKey)
                for function in functions {
                    guard let trigger = trigger(of: function, in: service, for: event) else { continue }
                    let call = QueuedCall.event(event, to: function.name, trigger: trigger)
                    new.append(
                        NewEvent(
                            lane: .of(function.name), head: call.head, payload: call.body, orderingKey: ordering,
                            idempotencyKey: key))
                    owners.append((index, function.name))
                }
            }
            guard !new.isEmpty else { continue }
            for (receipt, owner) in zip(try await dispatch.accept(new, for: service), owners) {
                accepted[owner.event].accepted.append(
                    AcceptedCallDocument(
                        service: service, function: owner.function, id: receipt.id.rawValue,
                        isDuplicate: receipt.isDuplicate))
            }
        }
        return accepted
    }

    /// The first trigger with which a function takes an event.
    func trigger(
        of function: FunctionManifest, in service: ServiceName, for event: CloudEvent<ByteBuffer>
    ) -> Int? {
        guard let trigger = function.trigger(type: event.type, source: event.source) else { return nil }
        guard let filter = settings.settings(of: function.name, in: service).filter else { return trigger }
        return filter.allSatisfy { $0.value.passes(event.attribute($0.key)) } ? trigger : nil
    }

    /// Keeps messages for every function that takes the queue.
    /// - Parameter trace: Of whoever sends them, which their deliveries will belong to.
    /// - Throws: ``ErrorCode/unknownQueue`` with status 404.
    func accept(
        _ messages: [JSONValue], for queue: String, of service: ServiceName, trace: TraceContext? = nil
    ) async throws -> [AcceptedCallDocument] {
        var new: [NewEvent] = []
        var owners: [FunctionName] = []
        for function in functions(of: service) {
            guard let trigger = function.triggers.firstIndex(where: { $0.takes(queue: queue) }) else { continue }
            for message in messages {
                let call = QueuedCall.message(message, of: queue, trigger: trigger, trace: trace)
                new.append(NewEvent(lane: .of(function.name), head: call.head, payload: call.body))
                owners.append(function.name)
            }
        }
        guard !new.isEmpty || messages.isEmpty else {
            throw MeridianError(
                .unknownQueue, "no function of the service '\(service)' takes messages of the queue '\(queue)'",
                status: 404)
        }
        guard !new.isEmpty else { return [] }
        return zip(try await dispatch.accept(new, for: service), owners).map { receipt, function in
            AcceptedCallDocument(
                service: service, function: function, id: receipt.id.rawValue, isDuplicate: receipt.isDuplicate)
        }
    }

    /// Keeps calls of one function.
    /// - Parameter idempotencyKey: Of all of them together.
    func accept(
        _ calls: [QueuedCall], for function: FunctionName, of service: ServiceName, idempotencyKey: String? = nil,
        orderingKey: String? = nil
    ) async throws -> [AcceptedCallDocument] {
        let new = calls.enumerated().map { index, call in
            NewEvent(
                lane: .of(function), head: call.head, payload: call.body, orderingKey: orderingKey,
                idempotencyKey: idempotencyKey.map { QueueKey.shortened(index == 0 ? $0 : "\($0) \(index)") })
        }
        return try await dispatch.accept(new, for: service).map { receipt in
            AcceptedCallDocument(
                service: service, function: function, id: receipt.id.rawValue, isDuplicate: receipt.isDuplicate)
        }
    }
}

extension QueueLane {
    /// Where the events of a function wait.
    static func of(_ function: FunctionName) -> QueueLane {
        // The name of a function is that of a lane.
        QueueLane(function.rawValue)!
    }
}

extension FunctionManifest {
    /// The position of the first trigger that takes an event.
    func trigger(type: String, source: String) -> Int? {
        triggers.firstIndex { trigger in
            guard case .event(let wanted) = trigger else { return false }
            return wanted.matches(type: type, source: source)
        }
    }
}

extension Trigger {
    func takes(queue name: String) -> Bool {
        guard case .queue(let queue) = self else { return false }
        return queue.queue == name
    }
}
