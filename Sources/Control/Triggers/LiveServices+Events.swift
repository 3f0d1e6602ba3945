import Engine
import MeridianCore
import NIOCore

extension LiveServices {
    private struct Subscription: Sendable {
        var service: ServiceName
        var function: FunctionName
    }

    /// Delivers an event to every function of every service that takes it, all at once, and waits for the answers.
    /// A function takes an event once, also when several of its triggers match.
    func deliver(_ event: CloudEvent<ByteBuffer>) async -> EventDeliveryDocument {
        let subscriptions = subscriptions(to: event)
        let deliveries = await withTaskGroup(
            of: (Int, EventDeliveryDocument.Delivery).self, returning: [EventDeliveryDocument.Delivery].self
        ) { group in
            for (index, subscription) in subscriptions.enumerated() {
                group.addTask { (index, await self.deliver(event, to: subscription)) }
            }
            var answers: [Int: EventDeliveryDocument.Delivery] = [:]
            for await (index, delivery) in group { answers[index] = delivery }
            return answers.sorted { $0.key < $1.key }.map(\.value)
        }
        return EventDeliveryDocument(id: event.id, deliveries: deliveries)
    }

    private func subscriptions(to event: CloudEvent<ByteBuffer>) -> [Subscription] {
        all.flatMap { name, service -> [Subscription] in
            (service.live?.release.manifest.functions ?? [])
                .filter { deliveries.trigger(of: $0, in: name, for: event) != nil }
                .map { Subscription(service: name, function: $0.name) }
        }
    }

    private nonisolated func deliver(
        _ event: CloudEvent<ByteBuffer>, to subscription: Subscription
    ) async -> EventDeliveryDocument.Delivery {
        let requestID = RequestID.make()
        let began = ContinuousClock.now
        let status: Int
        let problem: String?
        do {
            let outcome = try await call(subscription.service, subscription.function) { function, position in
                // A release that came meanwhile may no longer take it.
                guard let trigger = function.trigger(type: event.type, source: event.source) else {
                    throw MeridianError(
                        .unknownTrigger, "function '\(function.name)' no longer takes '\(event.type)'", status: 404)
                }
                return .event(event, to: function.name, at: position, trigger: trigger, requestID: requestID)
            }
            status = outcome.answer.head.status
            problem = nil
        } catch {
            let failure = error as? MeridianError
            status = failure?.status ?? 500
            problem = failure?.description ?? "\(error)"
        }
        return .init(
            service: subscription.service, function: subscription.function, status: status, error: problem,
            requestID: requestID, durationMilliseconds: began.duration(to: .now).milliseconds)
    }
}
