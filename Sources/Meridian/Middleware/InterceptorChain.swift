/// Interceptors next to each other, called in one go.
struct InterceptorChain: Sendable {
    /// Outermost first.
    let interceptors: [any Interceptor]

    /// - Parameter entered: How many interceptors have let the request pass.
    /// - Returns: The answer of the interceptor that did not.
    func enter(_ request: inout Request, _ context: Context, _ entered: inout Int) throws -> Response? {
        for interceptor in interceptors {
            if let response = try interceptor.before(&request, context) { return response }
            entered += 1
        }
        return nil
    }

    /// Goes the way back through the interceptors that were entered.
    func leave(
        _ outcome: Result<Response, any Error>, _ request: Request, _ context: Context, entered: Int
    ) throws -> Response {
        var outcome = outcome
        for interceptor in interceptors[..<entered].reversed() {
            do {
                switch outcome {
                case .success(var response):
                    outcome = .failure(Moved())
                    try interceptor.after(&response, request, context)
                    outcome = .success(response)
                case .failure(let error):
                    outcome = .success(try interceptor.failed(error, request, context))
                }
            } catch {
                outcome = .failure(error)
            }
        }
        return try outcome.get()
    }

    /// Stands for a response that is being changed, so that its storage has one owner.
    private struct Moved: Error {}
}

extension Handler {
    func intercepted(by interceptors: [any Interceptor]) -> Handler {
        guard !interceptors.isEmpty else { return self }
        let chain = InterceptorChain(interceptors: interceptors)
        switch self {
        case .synchronous(let handler):
            return .synchronous { request, context in
                var request = request
                var entered = 0
                let outcome: Result<Response, any Error>
                do {
                    let early = try chain.enter(&request, context, &entered)
                    outcome = .success(try early ?? handler(request, context))
                } catch {
                    outcome = .failure(error)
                }
                return try chain.leave(outcome, request, context, entered: entered)
            }
        case .asynchronous(let handler):
            return .asynchronous { request, context in
                var request = request
                var entered = 0
                let outcome: Result<Response, any Error>
                do {
                    if let early = try chain.enter(&request, context, &entered) {
                        outcome = .success(early)
                    } else {
                        outcome = .success(try await handler(request, context))
                    }
                } catch {
                    outcome = .failure(error)
                }
                return try chain.leave(outcome, request, context, entered: entered)
            }
        }
    }

    /// - Parameter layers: Outermost first.
    func surrounded(by layers: [any FunctionLayer]) -> Handler {
        var handler = self
        var neighbours: [any Interceptor] = []
        for layer in layers.reversed() {
            if let interceptor = layer as? any Interceptor {
                neighbours.insert(interceptor, at: 0)
            } else if let middleware = layer as? any Middleware {
                let next = Next(handler: handler.intercepted(by: neighbours))
                neighbours = []
                handler = .asynchronous { request, context in
                    try await middleware.handle(request, context, next: next)
                }
            }
        }
        return handler.intercepted(by: neighbours)
    }
}
