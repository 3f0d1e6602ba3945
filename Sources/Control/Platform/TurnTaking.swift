import Synchronization

/// Lets one task at a time work on a subject, in the order in which they asked.
final class TurnTaking<Subject: Hashable & Sendable>: Sendable {
    /// Who waits for each subject that is being worked on.
    private let waiting = Mutex<[Subject: [CheckedContinuation<Void, Never>]]>([:])

    /// Waits until no one else works on the subject, runs `body`, and lets the next one in.
    nonisolated(nonsending) func withTurn<Result: Sendable>(
        on subject: Subject, _ body: nonisolated(nonsending) () async throws -> Result
    ) async rethrows -> Result {
        await begin(subject)
        defer { end(subject) }
        return try await body()
    }

    private nonisolated(nonsending) func begin(_ subject: Subject) async {
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLock { waiting in
                if waiting[subject] == nil {
                    waiting[subject] = []
                    return true
                }
                waiting[subject]!.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func end(_ subject: Subject) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            guard let queue = waiting[subject], !queue.isEmpty else {
                waiting[subject] = nil
                return nil
            }
            return waiting[subject]!.removeFirst()
        }
        next?.resume()
    }
}
