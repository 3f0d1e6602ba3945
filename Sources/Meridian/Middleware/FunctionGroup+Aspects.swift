// Aspects: layers written in place, for every kind of trigger. Like other layers, the one written last is outermost.
extension FunctionGroup {
    /// Calls a closure before each of these functions; an error ends the invocation.
    public func before(
        _ body: @escaping @Sendable (inout Request, Context) throws -> Void
    ) -> FunctionList {
        surrounded(by: [BeforeAspect(body: body)])
    }

    /// Calls a closure before each of these functions, which become asynchronous.
    public func before(
        _ body: @escaping @Sendable (inout Request, Context) async throws -> Void
    ) -> FunctionList {
        around { request, context, next in
            var request = request
            try await body(&request, context)
            return try await next(request, context)
        }
    }

    /// Calls a closure with the answer of each of these functions.
    public func after(
        _ body: @escaping @Sendable (inout Response, Context) throws -> Void
    ) -> FunctionList {
        surrounded(by: [AfterAspect(body: body)])
    }

    /// Calls a closure with the answer of each of these functions, which become asynchronous.
    public func after(
        _ body: @escaping @Sendable (inout Response, Context) async throws -> Void
    ) -> FunctionList {
        around { request, context, next in
            var response = try await next(request, context)
            try await body(&response, context)
            return response
        }
    }

    /// Calls a closure in the place of each of these functions, which become asynchronous.
    public func around(
        _ body: @escaping @Sendable (Request, Context, Next) async throws -> Response
    ) -> FunctionList {
        surrounded(by: [AroundAspect(body: body)])
    }

    /// Turns errors of these functions into problems.
    /// - Parameter map: `nil` leaves an error as it is.
    public func mapErrors(
        _ map: @escaping @Sendable (any Error, Context) -> Problem?
    ) -> FunctionList {
        surrounded(by: [ErrorMapping(map)])
    }
}

private struct BeforeAspect: Interceptor {
    let body: @Sendable (inout Request, Context) throws -> Void

    var triggers: TriggerKinds { .all }

    func before(_ request: inout Request, _ context: Context) throws -> Response? {
        try body(&request, context)
        return nil
    }
}

private struct AfterAspect: Interceptor {
    let body: @Sendable (inout Response, Context) throws -> Void

    var triggers: TriggerKinds { .all }

    func after(_ response: inout Response, _ request: Request, _ context: Context) throws {
        try body(&response, context)
    }
}

private struct AroundAspect: Middleware {
    let body: @Sendable (Request, Context, Next) async throws -> Response

    var triggers: TriggerKinds { .all }

    func handle(_ request: Request, _ context: Context, next: Next) async throws -> Response {
        try await body(request, context, next)
    }
}
