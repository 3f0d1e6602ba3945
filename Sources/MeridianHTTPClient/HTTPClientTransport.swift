/// Carries the requests of clients: the network, or a ``FakeHTTPTransport``.
public protocol HTTPClientTransport: Sendable {
    /// Sends one request, once.
    /// - Parameters:
    ///   - request: With a whole address and all fields.
    ///   - client: The name of the client.
    ///   - limit: The time until the head of the answer must be there.
    /// - Throws: ``HTTPTransportFailure``, or `CancellationError`.
    func send(_ request: ClientRequest, client: String, limit: Duration) async throws -> ClientResponse

    /// Waits before a retry.
    func pause(for duration: Duration) async throws
}

extension HTTPClientTransport {
    public func pause(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}

/// Why a request had no answer.
public struct HTTPTransportFailure: Error, Sendable {
    /// What happened.
    public struct Kind: Sendable, Hashable {
        private let number: Int

        /// Nothing was sent, since there was no connection.
        public static let notConnected = Kind(number: 0)
        /// The connection broke when something may have been sent.
        public static let broken = Kind(number: 1)
        /// Nothing came for too long.
        public static let timedOut = Kind(number: 2)
        /// The request or the answer is against the protocol.
        public static let malformed = Kind(number: 3)
    }

    public var kind: Kind
    public var cause: (any Error)?

    public init(_ kind: Kind, cause: (any Error)? = nil) {
        self.kind = kind
        self.cause = cause
    }
}
