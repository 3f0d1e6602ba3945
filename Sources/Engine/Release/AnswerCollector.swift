import HTTPTransport
import MeridianCore
import NIOCore

/// Gathers a whole answer for callers who wait for it.
final class AnswerCollector: ExchangeResponder {
    let eventLoop: any EventLoop
    private var receiver: (any ExchangeReceiver)?
    private let promise: EventLoopPromise<(head: ResponseHead, body: ByteBuffer)>
    private let told: (@Sendable (CallBeginning) -> Void)?
    private var head: ResponseHead?
    private var collected = ByteBuffer()
    private var isComplete = false

    /// - Parameter told: Gets to know how the call began, if an instance got it.
    init(
        _ promise: EventLoopPromise<(head: ResponseHead, body: ByteBuffer)>,
        told: (@Sendable (CallBeginning) -> Void)? = nil
    ) {
        self.told = told
        self.promise = promise
        self.eventLoop = promise.futureResult.eventLoop
    }

    /// Keeps the other half of the exchange alive until the answer is there.
    func isReceived(by receiver: any ExchangeReceiver) {
        if !isComplete { self.receiver = receiver }
    }

    func began(_ beginning: CallBeginning) {
        told?(beginning)
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

    private func complete(_ result: Result<(head: ResponseHead, body: ByteBuffer), any Error>) {
        guard !isComplete else { return }
        isComplete = true
        receiver = nil
        promise.completeWith(result)
    }
}
