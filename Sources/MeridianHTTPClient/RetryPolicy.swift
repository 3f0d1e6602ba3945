import Meridian

/// Whether and when a call is tried again.
struct RetryPolicy {
    private static let statuses: Set<Int> = [429, 502, 503, 504]
    private static let idempotent: Set<HTTPMethod> = [.get, .head, .put, .delete, .options, .trace]

    let settings: HTTPClientSettings
    /// Whether the request may reach the other side twice (RFC 9110 §9.2.2), or says how its repetition is known.
    private let isRepeatable: Bool
    private let canBeSentAgain: Bool

    init(_ request: ClientRequest, _ settings: HTTPClientSettings) {
        self.settings = settings
        canBeSentAgain = !request.body.isStream
        isRepeatable = Self.idempotent.contains(request.method) || request.fields.contains("idempotency-key")
    }

    func mayRetry(_ failure: HTTPTransportFailure, attempt: Int) -> Bool {
        guard canBeSentAgain, attempt <= settings.retries else { return false }
        return failure.kind == .notConnected || isRepeatable && failure.kind == .broken
    }

    func mayRetry(status: Int, attempt: Int) -> Bool {
        canBeSentAgain && isRepeatable && attempt <= settings.retries && Self.statuses.contains(status)
    }

    /// Any time up to a bound that doubles with each attempt, so that many callers don't come back together.
    /// - Parameters:
    ///   - attempt: Which attempt has failed, from 1.
    ///   - retryAfter: The `retry-after` of the answer, in seconds; never undercut.
    /// - Returns: `nil` when the other side asks for a longer pause than the client makes.
    func pause(
        attempt: Int, retryAfter: String?, using generator: inout some RandomNumberGenerator
    ) -> Duration? {
        let doubled = settings.retryPause * (1 << min(attempt - 1, 20))
        let pause = min(doubled, settings.retryLongestPause) * Double.random(in: 0...1, using: &generator)
        guard let seconds = retryAfter.flatMap({ Int($0) }), seconds > 0 else { return pause }
        guard seconds <= 1 << 30, .seconds(seconds) <= settings.retryLongestPause else { return nil }
        return max(pause, .seconds(seconds))
    }
}
