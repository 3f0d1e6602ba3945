import Synchronization

/// Wakes those who wait for a number to grow.
final class ChangeSignal: Sendable {
    private struct State {
        var value: Int64
        var isClosed = false
        var lastWaiter: UInt64 = 0
        var waiters: [UInt64: (beyond: Int64, continuation: CheckedContinuation<Void, Never>)] = [:]

        /// Takes those out who have waited long enough.
        mutating func takeReady() -> [CheckedContinuation<Void, Never>] {
            let ready = waiters.filter { isClosed || value > $0.value.beyond }
            for id in ready.keys { waiters[id] = nil }
            return ready.values.map(\.continuation)
        }
    }

    private let state: Mutex<State>

    init(_ value: Int64 = 0) {
        state = Mutex(State(value: value))
    }

    var value: Int64 { state.withLock { $0.value } }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// A number that is not greater changes nothing.
    func advance(to value: Int64) {
        wake { $0.value = max($0.value, value) }
    }

    func increment() {
        wake { $0.value += 1 }
    }

    func close() {
        wake { $0.isClosed = true }
    }

    private func wake(_ change: (inout sending State) -> Void) {
        let ready = state.withLock { state in
            change(&state)
            return state.takeReady()
        }
        for continuation in ready { continuation.resume() }
    }

    /// Returns when the number is greater, the signal is closed or the task is cancelled.
    func wait(beyond value: Int64) async {
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isClosed || state.value > value || Task.isCancelled { return true }
                    state.waiters[id] = (value, continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id)?.continuation }?.resume()
        }
    }

    /// The same, but not beyond an instant.
    func wait(beyond value: Int64, until limit: ContinuousClock.Instant) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait(beyond: value) }
            group.addTask { try? await Task.sleep(until: limit, clock: .continuous) }
            await group.next()
            group.cancelAll()
        }
    }
}
