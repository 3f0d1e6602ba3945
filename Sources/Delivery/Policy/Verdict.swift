import MeridianCore
import Persistence

/// What becomes of an event after a try, by the policy of its lane.
struct Verdict<Generator: RandomNumberGenerator> {
    let policy: LanePolicy
    let now: Timestamp
    var generator: Generator

    private func isTooOld(_ event: QueuedEvent) -> Bool {
        now >= event.enqueuedAt.advanced(by: policy.maximumAge)
    }

    /// The function failed with the event.
    mutating func failed(_ event: QueuedEvent, _ reason: String) -> EventSettlement.Outcome {
        guard event.attempts < policy.maximumAttempts else {
            return dead(
                .eventAttemptsExhausted,
                "tried \(event.attempts) time\(event.attempts == 1 ? "" : "s"); the last time \(reason)")
        }
        guard !isTooOld(event) else { return tooOld(reason) }
        return .retry(at: now.advanced(by: policy.backOff.pause(after: event.attempts, using: &generator)))
    }

    /// The function could not take the event.
    /// - Parameter moment: When it may.
    mutating func refused(_ event: QueuedEvent, until moment: Timestamp, _ reason: String) -> EventSettlement.Outcome {
        guard !isTooOld(event) else { return tooOld(reason) }
        // Those that were refused together do not come back in one moment.
        let spread = BackOff(first: .milliseconds(100)).pause(after: 1, using: &generator)
        return .postponed(until: moment.advanced(by: spread))
    }

    /// The event was leased more often than it may, without anyone saying what came of it.
    func abandoned(_ event: QueuedEvent) -> EventSettlement.Outcome? {
        guard event.attempts > policy.maximumAttempts else { return nil }
        return dead(
            .eventAttemptsExhausted,
            "tried \(event.attempts - 1) times; the platform ended before it was told what came of the last")
    }

    private func tooOld(_ reason: String) -> EventSettlement.Outcome {
        dead(.eventTooOld, "older than \(policy.maximumAge.components.seconds) s; the last time \(reason)")
    }

    private func dead(_ code: ErrorCode, _ text: String) -> EventSettlement.Outcome {
        .dead(reason: MeridianError(code, text).description)
    }
}
