import MeridianCore

/// Gives what it surrounds less time than the function's own timeout; then it is cancelled and answered 504
/// (`MER-1203`). The answer waits for a handler that does not end when it is cancelled.
public struct Timeout: Middleware {
    private let limit: Duration

    /// - Parameter limit: The longest that the function may take until it returns its answer.
    public init(_ limit: Duration) {
        self.limit = limit
    }

    public var triggers: TriggerKinds { .all }

    public func handle(_ request: Request, _ context: Context, next: Next) async throws -> Response {
        try await withThrowingTaskGroup(of: Response?.self) { group in
            group.addTask { try await next(request, context) }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            if let response = try await group.next() ?? nil { return response }
            throw MeridianError(
                .deadlineExceeded, "the function '\(context.function)' did not finish within \(limit)", status: 504)
        }
    }
}
