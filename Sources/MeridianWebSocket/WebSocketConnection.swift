import Meridian
import NIOCore
import NIOWebSocket
import Synchronization

/// One WebSocket: the messages of the client as a sequence, and what is sent to it.
///
/// The socket is read no further while messages wait for the function. The sequence ends when the connection is closed
/// in order, and throws ``ErrorCode/webSocketClosed`` when it breaks. It can be read by one task.
public final class WebSocketConnection: AsyncSequence, Sendable {
    public typealias Element = WebSocketMessage
    public typealias Failure = any Error

    private struct State {
        var messages: CircularBuffer<WebSocketMessage> = []
        var waitingBytes = 0
        var isReadHeld = false
        var isEnded = false
        var failure: MeridianError?
        var closing: WebSocketClosing?
        var reader: CheckedContinuation<WebSocketMessage?, any Error>?
    }

    /// The subprotocol that was agreed on.
    public let subprotocol: String?
    private let window: Int
    private let handler: WebSocketHandler
    private let state = Mutex(State())

    init(_ handler: WebSocketHandler, subprotocol: String?, window: Int) {
        self.handler = handler
        self.subprotocol = subprotocol
        self.window = window
    }

    /// How the connection ended, or is being ended; `nil` while it is open.
    public var closing: WebSocketClosing? { state.withLock { $0.closing } }

    /// Sends a message. Suspends while the client is slow to take what was sent before.
    /// - Throws: ``ErrorCode/webSocketClosed``.
    public func send(_ message: WebSocketMessage) async throws {
        switch message {
        case .text(let text): try await handler.send(.text, ByteBuffer(string: text))
        case .binary(let bytes): try await handler.send(.binary, bytes)
        }
    }

    /// Sends text. Suspends while the client is slow to take what was sent before.
    /// - Throws: ``ErrorCode/webSocketClosed``.
    public func send(_ text: String) async throws { try await send(.text(text)) }

    /// Begins the closing handshake. Nothing can be sent after it; the sequence ends.
    /// - Parameters:
    ///   - code: One that may be sent; others are sent as 1000.
    ///   - reason: Cut after 123 bytes.
    public func close(_ code: WebSocketCloseCode = .normal, reason: String = "") {
        handler.close(WebSocketClosing(code, reason))
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(connection: self) }

    public struct AsyncIterator: AsyncIteratorProtocol {
        let connection: WebSocketConnection

        public mutating func next() async throws -> WebSocketMessage? { try await connection.next() }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> WebSocketMessage? {
            try await connection.next()
        }
    }

    private func next() async throws -> WebSocketMessage? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                var resumesReading = false
                let outcome: Result<WebSocketMessage?, any Error>? = state.withLock { state in
                    if let message = state.messages.popFirst() {
                        state.waitingBytes -= message.size
                        resumesReading = state.isReadHeld && state.waitingBytes < window
                        if resumesReading { state.isReadHeld = false }
                        return .success(message)
                    }
                    if let failure = state.failure { return .failure(failure) }
                    if state.isEnded { return .success(nil) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    precondition(state.reader == nil, "a WebSocket is read by two tasks at once")
                    state.reader = continuation
                    return nil
                }
                if resumesReading { handler.resumeReading() }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let reader = state.withLock { state in
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume(throwing: CancellationError())
        }
    }

    // MARK: The connection's side, called on its event loop

    func receive(_ message: WebSocketMessage) {
        let reader = state.withLock { state in
            guard !state.isEnded else { return CheckedContinuation<WebSocketMessage?, any Error>?.none }
            if let reader = state.reader {
                state.reader = nil
                return reader
            }
            state.messages.append(message)
            state.waitingBytes += message.size
            return nil
        }
        reader?.resume(returning: message)
    }

    /// - Returns: Whether the socket is to be read no further for now; ``WebSocketHandler/resumeReading()`` follows.
    func holdsReading() -> Bool {
        state.withLock { state in
            state.isReadHeld = !state.isEnded && state.waitingBytes >= window
            return state.isReadHeld
        }
    }

    /// The first call counts. What has been received can still be read.
    func end(_ closing: WebSocketClosing, failure: MeridianError? = nil) {
        let reader = state.withLock { state in
            guard !state.isEnded else { return CheckedContinuation<WebSocketMessage?, any Error>?.none }
            state.isEnded = true
            state.closing = closing
            state.failure = failure
            defer { state.reader = nil }
            return state.reader
        }
        if let failure { reader?.resume(throwing: failure) } else { reader?.resume(returning: nil) }
    }
}

extension WebSocketMessage {
    /// What it counts in memory. An empty message costs something too.
    fileprivate var size: Int {
        switch self {
        case .text(let text): text.utf8.count + 64
        case .binary(let bytes): bytes.readableBytes + 64
        }
    }
}
