import HTTPTransport
package import MeridianCore
package import NIOCore

/// A whole answer, as a call inside the process gets it.
package struct CollectedAnswer: Sendable {
    package var head: ResponseHead
    package var body: ByteBuffer
    /// Set when the answer was cut: what came of it is not all.
    package var failure: MeridianError?

    package var isSuccess: Bool { failure == nil && (200..<300).contains(head.status) }
}

/// Gathers an answer in memory.
final class CollectingResponder: ExchangeResponder {
    let eventLoop: any EventLoop
    let platform: (any AnyObject & Sendable)?
    private var head = ResponseHead()
    private var body = ByteBuffer()
    private var completion: ((CollectedAnswer) -> Void)?

    init(
        eventLoop: any EventLoop, platform: (any AnyObject & Sendable)? = nil,
        completion: @escaping (CollectedAnswer) -> Void
    ) {
        self.eventLoop = eventLoop
        self.platform = platform
        self.completion = completion
    }

    func respond(_ head: ResponseHead, body: ByteBuffer) {
        self.head = head
        self.body = body
        complete(failure: nil)
    }

    func start(_ head: ResponseHead) {
        self.head = head
    }

    func write(_ body: ByteBuffer) -> Bool {
        self.body.writeImmutableBuffer(body)
        return true
    }

    func end() {
        complete(failure: nil)
    }

    func fail(_ error: MeridianError) {
        complete(failure: error)
    }

    func consumed(_ bytes: Int) {}

    private func complete(failure: MeridianError?) {
        guard let completion else { return }
        self.completion = nil
        completion(CollectedAnswer(head: head, body: body, failure: failure))
    }
}

extension FunctionTable {
    /// Calls a function from inside the process.
    /// - Parameters:
    ///   - request: The head. It is given an `x-request-id` where it has none.
    ///   - body: The whole body of the request.
    ///   - timeout: The time for the whole invocation.
    ///   - eventLoop: Where handlers without `await` run.
    ///   - platform: What a platform says of the call beside the request.
    ///   - completion: Called on the event loop, once.
    package func call(
        function: Int, trigger: Int, request: RequestHead, body: ByteBuffer, timeout: TimeAmount?,
        on eventLoop: any EventLoop, platform: (any AnyObject & Sendable)? = nil,
        completion: @escaping @Sendable (CollectedAnswer) -> Void
    ) {
        var request = request
        request.fields.identify(RequestID.make())
        eventLoop.execute { [request] in
            let responder = CollectingResponder(eventLoop: eventLoop, platform: platform, completion: completion)
            self.invoke(
                function: function, trigger: trigger, request: request, timeout: timeout, responder: responder
            )?.exchangeReceived(body, isLast: true)
        }
    }
}
