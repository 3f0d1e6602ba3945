/// The time for something is over.
struct TimeLimitPassed: Error {}

/// Runs something for a limited time, and cancels it then.
/// - Throws: ``TimeLimitPassed``, or what `body` throws.
func withTimeLimit<Result: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let result = first else { throw TimeLimitPassed() }
        return result
    }
}
