public import MeridianCore

extension Function {
    /// A function that takes messages of a queue, in batches. When it throws, the whole batch comes again.
    /// - Parameters:
    ///   - name: Unique in the service.
    ///   - triggers: The queue, such as `.queue("mails", batchSize: 10)`.
    ///   - handler: Runs on the event loop; it must not block.
    public init<Payload: Decodable & Sendable>(
        _ name: String, _ triggers: QueueTrigger..., description: String? = nil,
        options: FunctionOptions = FunctionOptions(),
        handler: @escaping @Sendable ([QueueMessage<Payload>], Context) throws -> Void
    ) {
        self.init(
            name: name, description: description, triggers: triggers.map(Trigger.queue), options: options,
            body: .whole,
            handler: .synchronous { request, context in
                try handler(request.decode([QueueMessage<Payload>].self), context)
                return .noContent
            })
    }

    /// A function that takes messages of a queue, in batches. Its handler runs in a task, off the event loop.
    public init<Payload: Decodable & Sendable>(
        _ name: String, _ triggers: QueueTrigger..., description: String? = nil,
        options: FunctionOptions = FunctionOptions(),
        handler: @escaping @Sendable ([QueueMessage<Payload>], Context) async throws -> Void
    ) {
        self.init(
            name: name, description: description, triggers: triggers.map(Trigger.queue), options: options,
            body: .whole,
            handler: .asynchronous { request, context in
                try await handler(request.decode([QueueMessage<Payload>].self), context)
                return .noContent
            })
    }
}
