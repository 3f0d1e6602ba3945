import MeridianCore
import Synchronization

/// Counts how often functions run by the Lambda-compatible API at the moment, so that none does more often than it may.
final class ReservedExecutions: Sendable {
    private let running = Mutex<[ServiceName: Int]>([:])

    /// - Parameter limit: `nil` for none.
    /// - Throws: ``ErrorCode/lambdaThrottled`` with status 429.
    func run<Result>(
        _ service: ServiceName, limit: Int?, _ body: () async throws -> Result
    ) async throws -> Result {
        let isFree = running.withLock { running in
            let count = running[service, default: 0]
            if let limit, count >= limit { return false }
            running[service] = count + 1
            return true
        }
        guard isFree else {
            throw MeridianError(
                .lambdaThrottled,
                "'\(service)' runs \(limit ?? 0) times already, which is its reserved concurrency; try again, or raise it",
                status: 429, retryAfter: 1)
        }
        defer {
            running.withLock { running in
                running[service, default: 1] -= 1
                if running[service] == 0 { running[service] = nil }
            }
        }
        return try await body()
    }
}
