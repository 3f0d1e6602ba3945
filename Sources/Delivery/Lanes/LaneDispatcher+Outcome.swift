import MeridianCore
import NIOCore
import Persistence

extension LaneDispatcher {
    /// What has to be handed on before an event can be decided, which takes time.
    enum HandingOn: Sendable {
        case answer(DueCall, ByteBuffer)
        case death(QueuedEvent, reason: String)
    }

    /// Makes up its mind about a batch.
    /// - Returns: What is left for ``handOn(_:)``.
    func judge(_ batch: [DueCall], _ outcome: DeliveryOutcome) -> [HandingOn] {
        let now = clock.now()
        var verdict = Verdict(policy: policy, now: now, generator: SystemRandomNumberGenerator())
        var left: [HandingOn] = []
        func finish(_ call: DueCall, _ answer: ByteBuffer) {
            if target.handsOnAnswers {
                left.append(.answer(call, answer))
            } else {
                held.decide(call.event.id, .finished)
            }
        }
        func decide(_ event: QueuedEvent, _ outcome: EventSettlement.Outcome) {
            if case .dead(let reason) = outcome {
                left.append(.death(event, reason: reason))
            } else {
                held.decide(event.id, outcome)
            }
        }
        switch outcome {
        case .taken(let answer):
            flow.taken()
            for call in batch { finish(call, answer) }
        case .partly(let failed, let reason):
            flow.taken()
            for call in batch {
                if failed.contains(call.event.id) {
                    decide(call.event, verdict.failed(call.event, reason))
                } else {
                    finish(call, ByteBuffer())
                }
            }
        case .failed(let reason):
            flow.taken()
            for call in batch { decide(call.event, verdict.failed(call.event, reason)) }
        case .unavailable(let reason, let wish):
            let moment = flow.refused(at: now, wish)
            for call in batch { decide(call.event, verdict.refused(call.event, until: moment, reason)) }
        case .undeliverable(let reason):
            flow.taken()
            for call in batch { decide(call.event, .dead(reason: reason)) }
        }
        return left
    }

    /// Hands answers and dead events on, and decides their events then.
    func handOn(_ left: [HandingOn]) async {
        for one in left {
            switch one {
            case .answer(let call, let answer): await finish(call, answer)
            case .death(let event, let reason): await decide(event, .dead(reason: reason))
            }
        }
    }

    private func finish(_ call: DueCall, _ answer: ByteBuffer) async {
        do {
            try await target.succeeded(call, answer)
            held.decide(call.event.id, .finished)
        } catch {
            var verdict = Verdict(policy: policy, now: clock.now(), generator: SystemRandomNumberGenerator())
            await decide(call.event, verdict.failed(call.event, "its answer can't be handed on: \(error)"))
        }
    }

    func decide(_ event: QueuedEvent, _ outcome: EventSettlement.Outcome) async {
        if case .dead(let reason) = outcome {
            do {
                try await target.died(event, reason)
            } catch {
                report(
                    DeliveryReport(
                        level: .error, lane: lane, event: event.id,
                        message: "the dead event can't be handed on: \(error)"))
            }
            report(
                DeliveryReport(
                    level: .error, lane: lane, event: event.id, message: "the event was put aside: \(reason)")
            )
        }
        held.decide(event.id, outcome)
    }
}
