/// Surrounds a function and may wait: look something up before it, call it twice, give it less time. It makes every
/// function inside asynchronous; what does not wait is better an ``Interceptor``.
///
/// ```swift
/// struct Patience: Middleware {
///     func handle(_ request: Request, _ context: Context, next: Next) async throws -> Response {
///         try await limiter.turn()
///         return try await next(request, context)
///     }
/// }
/// ```
public protocol Middleware: FunctionLayer {
    func handle(_ request: Request, _ context: Context, next: Next) async throws -> Response
}

/// What a ``Middleware`` surrounds: the inner layers and the function.
public struct Next: Sendable {
    let handler: Handler

    public func callAsFunction(_ request: Request, _ context: Context) async throws -> Response {
        switch handler {
        case .synchronous(let handler): try handler(request, context)
        case .asynchronous(let handler): try await handler(request, context)
        }
    }
}
