import HTTPTransport
import MeridianCore
import NIOCore

/// Carries one request between the transport, which calls on its event loop, and an endpoint, which is `async`.
///
/// Every stored property is touched on the responder's event loop only, but for `body`, which guards itself.
final class ControlExchange: ExchangeReceiver, @unchecked Sendable {
    private let responder: any ExchangeResponder
    let eventLoop: any EventLoop
    let requestID: String
    private var task: Task<Void, Never>?
    private var writable: [EventLoopPromise<Void>] = []
    private var cancellation: MeridianError?
    private(set) var body: RequestBody!

    init(responder: any ExchangeResponder, requestID: String) {
        self.responder = responder
        self.eventLoop = responder.eventLoop
        self.requestID = requestID
        self.body = RequestBody { [weak self, eventLoop] bytes in
            eventLoop.execute { [weak self] in self?.responder.consumed(bytes) }
        }
    }

    /// Runs an endpoint and sends what it answers. Called on the event loop.
    func run(_ endpoint: @escaping @Sendable (RequestBody) async throws -> ControlResponse) {
        let body = self.body!
        task = Task {
            do {
                let response = try await endpoint(body)
                try await self.send(response)
            } catch {
                self.fail(error)
            }
        }
    }

    func exchangeReceived(_ part: ByteBuffer, isLast: Bool) {
        body.receive(part, isLast: isLast)
    }

    func exchangeBecameWritable() {
        let waiting = writable
        writable = []
        for promise in waiting { promise.succeed(()) }
    }

    func exchangeCancelled(_ error: MeridianError) {
        cancellation = error
        body.fail(error)
        let waiting = writable
        writable = []
        for promise in waiting { promise.fail(error) }
        task?.cancel()
    }

    /// Writes a part of a streamed answer and waits until the peer can take more.
    func write(_ part: ByteBuffer) async throws {
        try await eventLoop.flatSubmit { () -> EventLoopFuture<Void> in
            if let cancellation = self.cancellation { return self.eventLoop.makeFailedFuture(cancellation) }
            guard !self.responder.write(part) else { return self.eventLoop.makeSucceededVoidFuture() }
            let promise = self.eventLoop.makePromise(of: Void.self)
            self.writable.append(promise)
            return promise.futureResult
        }.get()
    }

    private func send(_ response: ControlResponse) async throws {
        var head = response.head
        head.fields.set(RequestID.fieldName, requestID)
        switch response.body {
        case .whole(let body):
            eventLoop.execute { [head] in self.responder.respond(head, body: body) }
        case .streamed(let write):
            eventLoop.execute { [head] in self.responder.start(head) }
            try await write(ResponseWriter(self))
            eventLoop.execute { self.responder.end() }
        }
    }

    private func fail(_ error: any Error) {
        let problem =
            error as? MeridianError
            ?? MeridianError(.handlerFailed, "the control API failed: \(error)", status: 500, cause: error)
        eventLoop.execute { self.responder.fail(problem) }
    }
}

/// Writes a streamed answer.
struct ResponseWriter: Sendable {
    private let exchange: ControlExchange

    init(_ exchange: ControlExchange) {
        self.exchange = exchange
    }

    /// - Throws: When the caller has gone away.
    func write(_ part: ByteBuffer) async throws {
        try await exchange.write(part)
    }
}
