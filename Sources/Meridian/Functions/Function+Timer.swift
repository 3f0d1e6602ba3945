public import MeridianCore

extension Function {
    /// A function that runs on a schedule.
    /// - Parameters:
    ///   - name: Unique in the service.
    ///   - triggers: When, such as `.timer(cron: "0 * * * *")` or `.timer(every: .seconds(30))`.
    ///   - handler: Runs on the event loop; it must not block.
    public init(
        _ name: String, _ triggers: TimerTrigger..., description: String? = nil,
        options: FunctionOptions = FunctionOptions(),
        handler: @escaping @Sendable (Context) throws -> Void
    ) {
        self.init(
            name: name, description: description, triggers: triggers.map(Trigger.timer), options: options,
            body: .whole,
            handler: .synchronous { _, context in
                try handler(context)
                return .noContent
            })
    }

    /// A function that runs on a schedule. Its handler runs in a task, off the event loop.
    public init(
        _ name: String, _ triggers: TimerTrigger..., description: String? = nil,
        options: FunctionOptions = FunctionOptions(),
        handler: @escaping @Sendable (Context) async throws -> Void
    ) {
        self.init(
            name: name, description: description, triggers: triggers.map(Trigger.timer), options: options,
            body: .whole,
            handler: .asynchronous { _, context in
                try await handler(context)
                return .noContent
            })
    }

    /// A function that runs on a schedule and wants to know which moment, or the trigger's payload.
    public init(
        _ name: String, _ triggers: TimerTrigger..., description: String? = nil,
        options: FunctionOptions = FunctionOptions(),
        handler: @escaping @Sendable (TimerEvent, Context) throws -> Void
    ) {
        self.init(
            name: name, description: description, triggers: triggers.map(Trigger.timer), options: options,
            body: .whole,
            handler: .synchronous { request, context in
                try handler(request.timerEvent(), context)
                return .noContent
            })
    }

    /// A function that runs on a schedule and wants to know which moment, or the trigger's payload. Its handler
    /// runs in a task, off the event loop.
    public init(
        _ name: String, _ triggers: TimerTrigger..., description: String? = nil,
        options: FunctionOptions = FunctionOptions(),
        handler: @escaping @Sendable (TimerEvent, Context) async throws -> Void
    ) {
        self.init(
            name: name, description: description, triggers: triggers.map(Trigger.timer), options: options,
            body: .whole,
            handler: .asynchronous { request, context in
                try await handler(request.timerEvent(), context)
                return .noContent
            })
    }
}
