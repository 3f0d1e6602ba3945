import HTTPTransport
import MeridianCore
import NIOCore
import Synchronization

/// Takes the parts of a streaming body from whatever thread writes them to the event loop of the caller.
///
/// A writer may be a little ahead of the loop, so that the two work at the same time and parts that come quickly go over
/// together; it suspends when it is further ahead, or when the caller is slow.
final class ResponseOutlet: Sendable {
    /// Bytes that may wait for the event loop.
    private static let lead = 128 << 10

    private struct State {
        /// What the responder has not been given yet.
        var parts = CircularBuffer<ByteBuffer>()
        /// The bytes of the parts, those on their way to the responder among them.
        var waiting = 0
        /// The event loop will come for the parts, or the caller will say when it takes more.
        var isExpected = false
        /// There is nobody to write to any more.
        var isClosed = false
        var writers: [Writer] = []

        /// Those who need not wait any longer.
        mutating func takeWriters() -> [Writer] {
            let first = writers.partition { $0.mayGoOn(waiting) }
            defer { writers.removeSubrange(first...) }
            return Array(writers[first...])
        }
    }

    /// Someone who waits until so many bytes are left at most.
    private struct Writer {
        var most: Int
        var continuation: CheckedContinuation<Void, any Error>

        func mayGoOn(_ waiting: Int) -> Bool { waiting <= most }
    }

    private let execution: Execution
    private let state = Mutex(State())

    init(_ execution: Execution) {
        self.execution = execution
    }

    /// - Throws: `CancellationError` when the caller went away or the deadline passed.
    func write(_ bytes: ByteBuffer) async throws {
        try Task.checkCancellation()
        let (mustCall, mustWait) = try state.withLock { state in
            guard !state.isClosed else { throw CancellationError() }
            state.parts.append(bytes)
            state.waiting += bytes.readableBytes
            defer { state.isExpected = true }
            return (!state.isExpected, state.waiting > Self.lead)
        }
        if mustCall { execution.eventLoop.execute { self.flush() } }
        if mustWait { try await wait(until: Self.lead) }
    }

    /// Returns when the responder has every part.
    /// - Throws: As ``write(_:)``.
    func drain() async throws {
        try await wait(until: 0)
    }

    private func wait(until most: Int) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let outcome = state.withLock { state -> Result<Void, any Error>? in
                if state.isClosed { return .failure(CancellationError()) }
                if state.waiting <= most { return .success(()) }
                state.writers.append(Writer(most: most, continuation: continuation))
                return nil
            }
            if let outcome { continuation.resume(with: outcome) }
        }
    }

    // MARK: On the event loop

    /// Gives the responder parts as long as it takes them. When it does not, it says when it does again, and this is
    /// called anew.
    func flush() {
        while let part = next() {
            let takesMore = execution.responder?.write(part) ?? true
            let writers = state.withLock { state in
                state.waiting -= part.readableBytes
                return state.takeWriters()
            }
            for writer in writers { writer.continuation.resume() }
            guard takesMore else { return }
        }
    }

    private func next() -> ByteBuffer? {
        state.withLock { state in
            let part = state.parts.popFirst()
            state.isExpected = part != nil
            return part
        }
    }

    /// Whoever writes learns that the caller is gone.
    func close() {
        let writers = state.withLock { state in
            state.isClosed = true
            state.parts.removeAll()
            defer { state.writers = [] }
            return state.writers
        }
        for writer in writers { writer.continuation.resume(throwing: CancellationError()) }
    }
}
