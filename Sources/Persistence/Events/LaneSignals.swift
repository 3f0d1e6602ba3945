import MeridianCore
import Synchronization

/// Wakes those who wait for events of a lane.
final class LaneSignals: Sendable {
    private let state = Mutex((signals: [QueueLane: ChangeSignal](), isClosed: false))

    private func signal(_ lane: QueueLane) -> ChangeSignal {
        state.withLock { state in
            if let signal = state.signals[lane] { return signal }
            let signal = ChangeSignal()
            if state.isClosed { signal.close() }
            state.signals[lane] = signal
            return signal
        }
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Something of the lane may have become due, or will at another moment than before.
    func wake(_ lane: QueueLane) {
        state.withLock { $0.signals[lane] }?.increment()
    }

    func close() {
        let signals = state.withLock { state in
            state.isClosed = true
            return state.signals.values.map(\.self)
        }
        for signal in signals { signal.close() }
    }

    /// Tries until there is something, as long as patience lasts.
    /// - Parameters:
    ///   - now: By the clock of the queue.
    ///   - attempt: Takes what is due, or tells when to look again; `nil` when nothing is in the lane.
    func wait(
        for lane: QueueLane, _ patience: Duration, now: () -> Timestamp,
        _ attempt: () async throws -> (events: [LeasedEvent], nextDue: Timestamp?)
    ) async throws -> [LeasedEvent] {
        let limit = ContinuousClock.now + min(patience, .seconds(86_400))
        let signal = patience > .zero ? self.signal(lane) : nil
        while true {
            let seen = signal?.value ?? 0
            let (events, nextDue) = try await attempt()
            guard let signal, events.isEmpty, !signal.isClosed, ContinuousClock.now < limit else { return events }
            let due = nextDue.map {
                ContinuousClock.now + .milliseconds(max($0.milliseconds - now().milliseconds, 1))
            }
            await signal.wait(beyond: seen, until: min(due ?? limit, limit))
            try Task.checkCancellation()
        }
    }
}
