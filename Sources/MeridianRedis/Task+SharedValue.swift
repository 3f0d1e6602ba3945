import Synchronization

extension Task where Failure == any Error {
    /// The value of a task that others wait for too: who is cancelled waits no longer, and the task goes on.
    var sharedValue: Success {
        get async throws {
            let wait = Wait<Success>()
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    wait.begin(continuation)
                    Task<Void, Never> { wait.end(await self.result) }
                }
            } onCancel: {
                wait.cancel()
            }
        }
    }
}

/// Ends once, with what comes first.
private final class Wait<Value: Sendable>: Sendable {
    private enum State {
        case none
        case waiting(CheckedContinuation<Value, any Error>)
        case over(Result<Value, any Error>)
    }

    private let state = Mutex(State.none)

    func begin(_ continuation: CheckedContinuation<Value, any Error>) {
        let result = state.withLock { state -> Result<Value, any Error>? in
            if case .over(let result) = state { return result }
            state = .waiting(continuation)
            return nil
        }
        if let result { continuation.resume(with: result) }
    }

    func end(_ result: Result<Value, any Error>) {
        let continuation = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            switch state {
            case .none:
                state = .over(result)
                return nil
            case .waiting(let continuation):
                state = .over(result)
                return continuation
            case .over: return nil
            }
        }
        continuation?.resume(with: result)
    }

    func cancel() { end(.failure(CancellationError())) }
}
