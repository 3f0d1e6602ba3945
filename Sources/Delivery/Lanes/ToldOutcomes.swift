import Synchronization

/// What came of calls, from whoever made them until the dispatcher looks at it: many at a time, however many threads tell
/// of them.
final class ToldOutcomes: Sendable {
    struct Told: Sendable {
        var batch: [DueCall]
        var outcome: DeliveryOutcome
    }

    private let told = Mutex<[Told]>([])

    /// - Returns: Whether nothing was there, so that somebody has to come for it.
    func add(_ outcome: DeliveryOutcome, of batch: [DueCall]) -> Bool {
        told.withLock { told in
            defer { told.append(Told(batch: batch, outcome: outcome)) }
            return told.isEmpty
        }
    }

    func take() -> [Told] {
        told.withLock { told in
            defer { told = [] }
            return told
        }
    }
}
