import MeridianCore
public import NIOCore
import Synchronization

/// A request body as it comes in. It can be read once, by one task.
///
/// The transport takes more from the caller only when parts have been taken from here, so that a slow function holds
/// a bounded part of a large body in memory.
public final class BodyStream: AsyncSequence, Sendable {
    public typealias Element = ByteBuffer

    private struct State {
        var parts: CircularBuffer<ByteBuffer> = []
        var isComplete = false
        var failure: MeridianError?
        var reader: CheckedContinuation<ByteBuffer?, any Error>?
    }

    private let state = Mutex(State())
    private let consumed: @Sendable (Int) -> Void

    init(consumed: @escaping @Sendable (Int) -> Void) {
        self.consumed = consumed
    }

    convenience init(whole body: ByteBuffer) {
        self.init { _ in }
        state.withLock { state in
            if body.readableBytes > 0 { state.parts.append(body) }
            state.isComplete = true
        }
    }

    func receive(_ part: ByteBuffer, isLast: Bool) {
        let reader = state.withLock { state in
            state.isComplete = state.isComplete || isLast
            guard part.readableBytes > 0 || isLast, let reader = state.reader else {
                if part.readableBytes > 0 { state.parts.append(part) }
                return CheckedContinuation<ByteBuffer?, any Error>?.none
            }
            state.reader = nil
            return reader
        }
        guard let reader else { return }
        if part.readableBytes > 0 { consumed(part.readableBytes) }
        reader.resume(returning: part.readableBytes > 0 ? part : nil)
    }

    func fail(_ error: MeridianError) {
        let reader = state.withLock { state in
            state.parts.removeAll()
            if !state.isComplete { state.failure = error }
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(throwing: error)
    }

    private func next() async throws -> ByteBuffer? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<ByteBuffer?, any Error>? = state.withLock { state in
                    if let part = state.parts.popFirst() { return .success(part) }
                    if let failure = state.failure { return .failure(failure) }
                    if state.isComplete { return .success(nil) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    precondition(state.reader == nil, "a body stream has one reader at a time")
                    state.reader = continuation
                    return nil
                }
                guard let outcome else { return }
                if case .success(let part?) = outcome { consumed(part.readableBytes) }
                continuation.resume(with: outcome)
            }
        } onCancel: {
            let reader = state.withLock { state in
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume(throwing: CancellationError())
        }
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let stream: BodyStream

        public mutating func next() async throws -> ByteBuffer? { try await stream.next() }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(stream: self) }
}
