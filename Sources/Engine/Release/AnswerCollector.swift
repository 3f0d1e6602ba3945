import HTTPTransport
import MeridianCore
import NIOCore

/// Gathers a whole answer for callers who wait for it.
final class AnswerCollector: ExchangeResponder {
    typealias Answer = (head: ResponseHead, body: ByteBuffer)

    let eventLoop: any EventLoop
    private var receiver: (any ExchangeReceiver)?
    private let completed: (Result<Answer, any Error>, CallBeginning?) -> Void
    /// How the call began, if an instance got it.
    private var beginning: CallBeginning?
    private var head: ResponseHead?
    private var collected = ByteBuffer()
    private var isComplete = false

    /// - Parameter completed: Gets what came of the call, once, on the event loop.
    init(on eventLoop: any EventLoop, completed: @escaping (Result<Answer, any Error>, CallBeginning?) -> Void) {
        self.eventLoop = eventLoop
        self.completed = completed
    }

    /// Keeps the other half of the exchange alive until the answer is there.
    func isReceived(by receiver: any ExchangeReceiver) {
        if !isComplete { self.receiver = receiver }
    }

    func began(_ beginning: CallBeginning) {
        self.beginning = beginning
    }

    func respond(_ head: ResponseHead, body: ByteBuffer) {
        complete(.success((head, body)))
    }

    func start(_ head: ResponseHead) {
        self.head = head
    }

    func write(_ body: ByteBuffer) -> Bool {
        collected.writeImmutableBuffer(body)
        return true
    }

    func end() {
        complete(.success((head ?? ResponseHead(), collected)))
    }

    func fail(_ error: MeridianError) {
        complete(.failure(error))
    }

    func consumed(_ bytes: Int) {}

    private func complete(_ result: Result<Answer, any Error>) {
        guard !isComplete else { return }
        isComplete = true
        receiver = nil
        completed(result, beginning)
    }
}
