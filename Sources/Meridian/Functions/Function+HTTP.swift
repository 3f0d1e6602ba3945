public import MeridianCore

// The result of a handler decides which of these is meant: `Void` answers 204, a ``ResponseConvertible`` value says
// itself what it becomes, any other `Encodable` value becomes JSON. Each exists for closures without and with `await`.
// A string is both of the latter two, and any single expression could be taken for a closure without result: the less
// particular ones are disfavored.
extension Function {
    /// A function that answers HTTP requests.
    /// - Parameters:
    ///   - name: Unique in the service.
    ///   - triggers: The methods and paths, such as `.get("/items/{id}")`.
    ///   - description: A sentence for listings.
    ///   - options: What the function asks of the platform; gaps are filled by the service's defaults.
    ///   - body: Whether the body comes whole (and up to which size) or as a stream.
    ///   - handler: Runs on the event loop; it must not block.
    public init<Result: ResponseConvertible>(
        _ name: String, _ triggers: HTTPTrigger..., description: String? = nil,
        options: FunctionOptions = FunctionOptions(), body: BodyReading = .whole,
        handler: @escaping @Sendable (Request, Context) throws -> Result
    ) {
        self.init(
            name: name, description: description, triggers: triggers.map(Trigger.http), options: options, body: body,
            handler: .synchronous { request, context in try handler(request, context).response() })
        signature.result = Result.self
    }

    /// A function that answers HTTP requests. Its handler runs in a task, off the event loop.
    public init<Result: ResponseConvertible>(
        _ name: String, _ triggers: HTTPTrigger..., description: String? = nil,
        options: FunctionOptions = FunctionOptions(), body: BodyReading = .whole,
        handler: @escaping @Sendable (Request, Context) async throws -> Result
    ) {
        self.init(
            name: name, description: description, triggers: triggers.map(Trigger.http), options: options, body: body,
            handler: .asynchronous { request, context in try await handler(request, context).response() })
        signature.result = Result.self
    }

    /// A function that answers HTTP requests with JSON; `nil` is answered 404 (`MER-1003`).
    @_disfavoredOverload
    public init<Result: Encodable & SendableMetatype>(
        _ name: String, _ triggers: HTTPTrigger..., description: String? = nil,
        options: FunctionOptions = FunctionOptions(), body: BodyReading = .whole,
        handler: @escaping @Sendable (Request, Context) throws -> Result
    ) {
        self.init(
            name: name, description: description, triggers: triggers.map(Trigger.http), options: options, body: body,
            handler: .synchronous { request, context in try Response(result: handler(request, context), context) })
        signature.result = Result.self
    }

    /// A function that answers HTTP requests with JSON. Its handler runs in a task, off the event loop.
    @_disfavoredOverload
    public init<Result: Encodable & SendableMetatype>(
        _ name: String, _ triggers: HTTPTrigger..., description: String? = nil,
        options: FunctionOptions = FunctionOptions(), body: BodyReading = .whole,
        handler: @escaping @Sendable (Request, Context) async throws -> Result
    ) {
        self.init(
            name: name, description: description, triggers: triggers.map(Trigger.http), options: options, body: body,
            handler: .asynchronous { request, context in
                try await Response(result: handler(request, context), context)
            })
        signature.result = Result.self
    }

    /// A function that answers HTTP requests with 204, No Content.
    @_disfavoredOverload
    public init(
        _ name: String, _ triggers: HTTPTrigger..., description: String? = nil,
        options: FunctionOptions = FunctionOptions(), body: BodyReading = .whole,
        handler: @escaping @Sendable (Request, Context) throws -> Void
    ) {
        self.init(
            name: name, description: description, triggers: triggers.map(Trigger.http), options: options, body: body,
            handler: .synchronous { request, context in
                try handler(request, context)
                return .noContent
            })
    }

    /// A function that answers HTTP requests with 204. Its handler runs in a task, off the event loop.
    @_disfavoredOverload
    public init(
        _ name: String, _ triggers: HTTPTrigger..., description: String? = nil,
        options: FunctionOptions = FunctionOptions(), body: BodyReading = .whole,
        handler: @escaping @Sendable (Request, Context) async throws -> Void
    ) {
        self.init(
            name: name, description: description, triggers: triggers.map(Trigger.http), options: options, body: body,
            handler: .asynchronous { request, context in
                try await handler(request, context)
                return .noContent
            })
    }

    /// A function with triggers of several kinds. Whatever calls it, it is handed a request: an event has its
    /// attributes as `ce-*` fields, a timer or a queue batch is a JSON body.
    public init(
        _ name: String, triggers: [Trigger], description: String? = nil,
        options: FunctionOptions = FunctionOptions(), body: BodyReading = .whole,
        handler: @escaping @Sendable (Request, Context) async throws -> Response
    ) {
        self.init(
            name: name, description: description, triggers: triggers, options: options, body: body,
            handler: .asynchronous(handler))
        signature.result = Response.self
    }
}
