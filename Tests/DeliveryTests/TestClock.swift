import MeridianCore
import Persistence
import Synchronization

@testable import Delivery

/// A clock that stands until it is told to go on, and wakes who sleeps by it.
final class TestClock: Sendable {
    private struct Sleeper {
        let end: Timestamp
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Timestamp
        var sleepers: [Int: Sleeper] = [:]
        var last = 0
    }

    private let state: Mutex<State>

    init(_ start: String = "2026-03-01T09:30:00Z") {
        state = Mutex(State(now: Timestamp(start)!))
    }

    var now: Timestamp { state.withLock { $0.now } }

    var deliveryClock: DeliveryClock {
        DeliveryClock(now: { self.now }, sleep: { try await self.sleep($0) })
    }

    func advance(by time: Duration) {
        let due = state.withLock { state in
            state.now = state.now.advanced(by: time)
            let due = state.sleepers.filter { $0.value.end <= state.now }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    private func sleep(_ time: Duration) async throws {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !Task.isCancelled, time > .zero else { return true }
                    state.sleepers[number] = Sleeper(end: state.now.advanced(by: time), continuation: continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
            try Task.checkCancellation()
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation
                .resume(throwing: CancellationError())
        }
    }

    /// Lets time go on, in steps, until something is so.
    /// - Parameter sleepers: How many must sleep before each step, so that time does not outrun them.
    /// - Returns: Whether it became so within so many steps.
    func advance(
        by step: Duration = .milliseconds(50), steps: Int = 100_000, waking queue: (any EventQueue)? = nil,
        sleepers: Int = 0, until condition: () async throws -> Bool
    ) async throws -> Bool {
        for _ in 0..<steps {
            while state.withLock({ $0.sleepers.count }) < sleepers { await Task.yield() }
            if try await condition() { return true }
            advance(by: step)
            // Whoever waits for an event looks at the clock again.
            if let queue { try await queue.redrive("f", []) }
            await Task.yield()
        }
        return false
    }
}
