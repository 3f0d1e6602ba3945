import Engine
import HTTPTransport
import MeridianCore
import NIOCore

/// An answer that is handed on while it comes. The function writes no faster than it is read.
///
/// Every field but `body`, which guards itself, is touched on the event loop.
final class StreamedAnswer: ExchangeResponder, @unchecked Sendable {
    let eventLoop: any EventLoop
    /// The parts of the answer.
    private(set) var body: RequestBody!
    private let started: EventLoopPromise<ResponseHead>
    private var receiver: (any ExchangeReceiver)?
    private var isOver = false

    private init(on eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        started = eventLoop.makePromise(of: ResponseHead.self)
        body = RequestBody { [weak self, eventLoop] _ in
            eventLoop.execute { [weak self] in self?.receiver?.exchangeBecameWritable() }
        }
    }

    /// Makes a call.
    static func begin(_ call: FunctionCall, to release: ActiveRelease, on eventLoop: any EventLoop) -> StreamedAnswer {
        let answer = StreamedAnswer(on: eventLoop)
        eventLoop.execute {
            let receiver = release.dispatch(
                function: call.function, trigger: call.trigger, request: call.request, responder: answer)
            if !answer.isOver { answer.receiver = receiver }
            receiver.exchangeReceived(call.body, isLast: true)
        }
        return answer
    }

    /// The head of the answer, once there is one.
    /// - Throws: ``MeridianError`` when there will be none.
    var head: ResponseHead {
        get async throws { try await started.futureResult.get() }
    }

    /// Nobody reads on.
    func cancel() {
        eventLoop.execute {
            guard !self.isOver else { return }
            self.finish()?.exchangeCancelled(MeridianError(.cancelled, "the caller went away", status: 499))
        }
    }

    func respond(_ head: ResponseHead, body part: ByteBuffer) {
        guard !isOver else { return }
        started.succeed(head)
        body.receive(part, isLast: true)
        _ = finish()
    }

    func start(_ head: ResponseHead) {
        started.succeed(head)
    }

    func write(_ part: ByteBuffer) -> Bool {
        body.receive(part, isLast: false)
        return false
    }

    func end() {
        body.receive(ByteBuffer(), isLast: true)
        _ = finish()
    }

    func fail(_ error: MeridianError) {
        guard !isOver else { return }
        started.fail(error)
        body.fail(error)
        _ = finish()
    }

    func consumed(_ bytes: Int) {}

    private func finish() -> (any ExchangeReceiver)? {
        isOver = true
        defer { receiver = nil }
        return receiver
    }
}
