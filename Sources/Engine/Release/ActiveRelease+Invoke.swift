public import HTTPTransport
public import MeridianCore
public import NIOCore

/// A call whose whole answer somebody wants to have.
public struct Invocation: Sendable {
    /// The position of the function in the manifest.
    public var function: Int
    /// The position of the trigger in the function's list.
    public var trigger: Int
    public var request: RequestHead
    public var body: ByteBuffer

    public init(function: Int, trigger: Int, request: RequestHead, body: ByteBuffer) {
        self.function = function
        self.trigger = trigger
        self.request = request
        self.body = body
    }

    /// What came of it: the answer, or why the platform could not get one from the function.
    public struct Outcome: Sendable {
        public var answer: Result<(head: ResponseHead, body: ByteBuffer), any Error>
        /// How it began, if an instance got it.
        public var beginning: CallBeginning?
    }
}

extension ActiveRelease {
    /// Invokes a function and waits for its whole answer.
    /// - Returns: The answer's head and body.
    /// - Throws: ``MeridianError`` when the platform could not get an answer from the function.
    public func invoke(
        function: Int, trigger: Int, request: RequestHead, body: ByteBuffer
    ) async throws -> (head: ResponseHead, body: ByteBuffer) {
        let invocation = Invocation(function: function, trigger: trigger, request: request, body: body)
        return try await withCheckedThrowingContinuation { continuation in
            begin([invocation]) { _, outcome in continuation.resume(with: outcome.answer) }
        }
    }

    /// Begins several invocations, those of an event loop in one step of it.
    /// - Parameter tell: Gets to know what came of an invocation, by its position: once for each, on the event loop of
    ///   the function's instances.
    public func begin(_ invocations: [Invocation], _ tell: @escaping @Sendable (Int, Invocation.Outcome) -> Void) {
        let loops = Dictionary(grouping: invocations.indices) {
            ObjectIdentifier(poolOfFunction[invocations[$0].function].eventLoop)
        }
        for positions in loops.values {
            poolOfFunction[invocations[positions[0]].function].eventLoop.execute {
                for position in positions { self.begin(invocations[position]) { tell(position, $0) } }
            }
        }
    }

    private func begin(_ invocation: Invocation, _ tell: @escaping (Invocation.Outcome) -> Void) {
        let pool = poolOfFunction[invocation.function]
        let collector = AnswerCollector(on: pool.eventLoop) { tell(Invocation.Outcome(answer: $0, beginning: $1)) }
        let receiver = pool.dispatch(
            function: invocation.function, trigger: invocation.trigger, request: invocation.request,
            responder: collector)
        collector.isReceived(by: receiver)
        receiver.exchangeReceived(invocation.body, isLast: true)
    }
}
