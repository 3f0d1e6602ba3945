/// Lets one task at a time work on a subject, in the order in which they asked.
actor TurnTaking<Subject: Hashable & Sendable> {
    private var waiting: [Subject: [CheckedContinuation<Void, Never>]] = [:]

    /// Waits until no one else works on the subject, runs `body`, and lets the next one in.
    nonisolated func withTurn<Result: Sendable>(
        on subject: Subject, _ body: () async throws -> Result
    ) async rethrows -> Result {
        await begin(subject)
        do {
            let result = try await body()
            await end(subject)
            return result
        } catch {
            await end(subject)
            throw error
        }
    }

    private func begin(_ subject: Subject) async {
        guard waiting[subject] != nil else {
            waiting[subject] = []
            return
        }
        await withCheckedContinuation { waiting[subject]!.append($0) }
    }

    private func end(_ subject: Subject) {
        if waiting[subject]!.isEmpty {
            waiting[subject] = nil
        } else {
            waiting[subject]!.removeFirst().resume()
        }
    }
}
