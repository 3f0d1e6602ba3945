import MeridianCore
import NIOCore
import Synchronization

/// The body of a request to the control API, part by part. Whoever brings it is told what was taken, so that no
/// more of it is in memory than the transport's window.
final class RequestBody: Sendable {
    private struct State {
        var parts: [ByteBuffer] = []
        var isComplete = false
        var failure: MeridianError?
        var waiting: CheckedContinuation<ByteBuffer?, any Error>?
    }

    private let state = Mutex(State())
    private let consumed: @Sendable (Int) -> Void

    /// - Parameter consumed: Told the size of each part when it is taken.
    init(consumed: @escaping @Sendable (Int) -> Void) {
        self.consumed = consumed
    }

    func receive(_ part: ByteBuffer, isLast: Bool) {
        let waiting = state.withLock { state -> (CheckedContinuation<ByteBuffer?, any Error>, ByteBuffer?)? in
            if part.readableBytes > 0 { state.parts.append(part) }
            if isLast { state.isComplete = true }
            guard let continuation = state.waiting else { return nil }
            if !state.parts.isEmpty {
                state.waiting = nil
                return (continuation, state.parts.removeFirst())
            }
            guard state.isComplete else { return nil }
            state.waiting = nil
            return (continuation, nil)
        }
        guard let (continuation, part) = waiting else { return }
        if let part { consumed(part.readableBytes) }
        continuation.resume(returning: part)
    }

    func fail(_ error: MeridianError) {
        let waiting = state.withLock { state in
            state.failure = error
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(throwing: error)
    }

    /// The next part, or `nil` at the end. One caller at a time.
    func next() async throws -> ByteBuffer? {
        let part = try await withCheckedThrowingContinuation { continuation in
            let ready = state.withLock { state -> Result<ByteBuffer?, any Error>? in
                if !state.parts.isEmpty { return .success(state.parts.removeFirst()) }
                if state.isComplete { return .success(nil) }
                if let failure = state.failure { return .failure(failure) }
                state.waiting = continuation
                return nil
            }
            switch ready {
            case .success(let part):
                if let part { consumed(part.readableBytes) }
                continuation.resume(returning: part)
            case .failure(let error):
                continuation.resume(throwing: error)
            case nil:
                break
            }
        }
        return part
    }

    /// The whole body.
    /// - Parameter limit: The most bytes; beyond it the answer is 413.
    func collect(upTo limit: Int) async throws -> ByteBuffer {
        var whole = ByteBuffer()
        while let part = try await next() {
            guard whole.readableBytes + part.readableBytes <= limit else {
                throw MeridianError(
                    .bodyTooLarge, "the body is larger than the \(limit) bytes that this endpoint takes", status: 413)
            }
            whole.writeImmutableBuffer(part)
        }
        return whole
    }
}
