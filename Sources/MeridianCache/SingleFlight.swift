import NIOCore
import Synchronization

/// Lets one caller do what several want at once.
final class SingleFlight: Sendable {
    private struct Flight {
        var number: Int
        var task: Task<Void, Never>?
        var waiting: [Int: CheckedContinuation<ByteBuffer, any Error>] = [:]
    }

    private struct State {
        var flights: [String: Flight] = [:]
        /// For flights and for those who wait.
        var number = 0
        /// Those who were cancelled before they could wait.
        var cancelled: Set<Int> = []
        var landings = 0
    }

    private let state = Mutex(State())

    /// How many flights have come to their end. Whoever finds it changed may have missed what one of them brought.
    var landings: Int { state.withLock { $0.landings } }

    /// How many wait for what is under way.
    func waiting(for key: String) -> Int {
        state.withLock { $0.flights[key]?.waiting.count ?? 0 }
    }

    /// - Parameter body: Runs in a task of its own, which is cancelled once nobody waits for it.
    func run(_ key: String, _ body: @escaping @Sendable () async throws -> ByteBuffer) async throws -> ByteBuffer {
        let number = state.withLock { state in
            state.number += 1
            return state.number
        }
        // A cancellation that comes after the landing leaves a note too.
        defer { state.withLock { _ = $0.cancelled.remove(number) } }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                wait(key, number, continuation, body)
            }
        } onCancel: {
            leave(key, number)
        }
    }

    private func wait(
        _ key: String, _ number: Int, _ continuation: CheckedContinuation<ByteBuffer, any Error>,
        _ body: @escaping @Sendable () async throws -> ByteBuffer
    ) {
        let isCancelled = state.withLock { state in
            if state.cancelled.remove(number) != nil { return true }
            if state.flights[key] != nil {
                state.flights[key]!.waiting[number] = continuation
                return false
            }
            // It can't land before the lock is given up.
            let task = Task { await self.land(key, number, body) }
            state.flights[key] = Flight(number: number, task: task, waiting: [number: continuation])
            return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
    }

    private func land(_ key: String, _ number: Int, _ body: @Sendable () async throws -> ByteBuffer) async {
        let result: Result<ByteBuffer, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        let waiting = state.withLock { state -> [CheckedContinuation<ByteBuffer, any Error>] in
            guard let flight = state.flights[key], flight.number == number else { return [] }
            state.flights[key] = nil
            state.landings += 1
            return Array(flight.waiting.values)
        }
        for continuation in waiting { continuation.resume(with: result) }
    }

    private func leave(_ key: String, _ number: Int) {
        let (continuation, task) = state.withLock { state in
            guard let continuation = state.flights[key]?.waiting.removeValue(forKey: number) else {
                // It does not wait yet, or no more.
                state.cancelled.insert(number)
                return (CheckedContinuation<ByteBuffer, any Error>?.none, Task<Void, Never>?.none)
            }
            guard state.flights[key]!.waiting.isEmpty else { return (continuation, nil) }
            let task = state.flights.removeValue(forKey: key)?.task
            return (continuation, task)
        }
        task?.cancel()
        continuation?.resume(throwing: CancellationError())
    }
}
