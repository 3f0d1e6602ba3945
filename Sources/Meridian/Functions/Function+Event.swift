public import MeridianCore

extension Function {
    /// A function that takes CloudEvents. Data that does not decode is refused with `MER-1104`.
    /// - Parameters:
    ///   - name: Unique in the service.
    ///   - triggers: Which events, such as `.event(type: "com.example.order.paid")`.
    ///   - handler: Runs on the event loop; it must not block. Take `CloudEvent<ByteBuffer>` for the bytes as they
    ///     came.
    public init<Payload: Decodable & Sendable>(
        _ name: String, _ triggers: EventTrigger..., description: String? = nil,
        options: FunctionOptions = FunctionOptions(),
        handler: @escaping @Sendable (CloudEvent<Payload>, Context) throws -> Void
    ) {
        self.init(
            name: name, description: description, triggers: triggers.map(Trigger.event), options: options,
            body: .whole,
            handler: .synchronous { request, context in
                try handler(request.event(of: Payload.self), context)
                return .noContent
            })
    }

    /// A function that takes CloudEvents. Its handler runs in a task, off the event loop.
    public init<Payload: Decodable & Sendable>(
        _ name: String, _ triggers: EventTrigger..., description: String? = nil,
        options: FunctionOptions = FunctionOptions(),
        handler: @escaping @Sendable (CloudEvent<Payload>, Context) async throws -> Void
    ) {
        self.init(
            name: name, description: description, triggers: triggers.map(Trigger.event), options: options,
            body: .whole,
            handler: .asynchronous { request, context in
                try await handler(request.event(of: Payload.self), context)
                return .noContent
            })
    }
}
