import Synchronization

/// Who waits for a connection, until it is resumed, which happens once.
final class PoolWaiter: Sendable {
    private let continuation: CheckedContinuation<SQLPool.Item, any Error>
    private let timer = Mutex(Timer.none)

    private enum Timer {
        case none, running(Task<Void, Never>), over
    }

    init(_ continuation: CheckedContinuation<SQLPool.Item, any Error>) {
        self.continuation = continuation
    }

    /// Ends a timer when it is resumed, so that nothing of it remains.
    func limit(_ task: Task<Void, Never>) {
        let isOver = timer.withLock { timer in
            if case .over = timer { return true }
            timer = .running(task)
            return false
        }
        if isOver { task.cancel() }
    }

    func resume(returning item: SQLPool.Item) {
        endTimer()
        continuation.resume(returning: item)
    }

    func resume(throwing error: any Error) {
        endTimer()
        continuation.resume(throwing: error)
    }

    private func endTimer() {
        let former = timer.withLock { timer in
            defer { timer = .over }
            return timer
        }
        if case .running(let task) = former { task.cancel() }
    }
}
