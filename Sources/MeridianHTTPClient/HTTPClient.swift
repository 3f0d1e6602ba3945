public import Meridian

/// Calls a service over HTTP.
///
/// Everything a call may take has a bound: its time, its retries, its redirections, and the size of an answer that is
/// read as a whole. Requests that may reach the other side twice are tried again after a pause when the connection
/// breaks or the answer is 429, 502, 503 or 504; others only when no connection came about.
public struct HTTPClient: Sendable {
    /// `default`, or the name in the configuration.
    public let name: String
    public let settings: HTTPClientSettings
    let transport: any HTTPClientTransport
    private let budget: RetryBudget
    private let base: ClientAddress?
    private(set) var context: Context?

    init(name: String, settings: HTTPClientSettings, transport: any HTTPClientTransport) {
        self.name = name
        self.settings = settings
        self.transport = transport
        budget = RetryBudget(earned: settings.retryBudget)
        base = settings.baseURL.flatMap { ClientAddress($0) }
    }

    /// This client on behalf of an invocation: its deadline ends calls, its request id and its place in the trace
    /// (`traceparent`) are handed on.
    public func within(_ context: Context) -> HTTPClient {
        var client = self
        client.context = context
        return client
    }

    /// Sends a request and returns once the head of the answer is there, whatever its status.
    /// - Throws: ``ErrorCode/invalidClientAddress``, ``ErrorCode/upstreamUnreachable``, ``ErrorCode/upstreamTimeout``.
    public func send(_ request: ClientRequest) async throws -> ClientResponse {
        let request = try prepared(request)
        return try await limited(request) { [self] in try await follow(request) }
    }

    /// Sends a request and reads the whole answer.
    /// - Throws: As ``send(_:)``; ``UpstreamError`` for a status of 300 or more; ``ErrorCode/upstreamAnswerTooLarge``.
    @discardableResult
    public func call(_ request: ClientRequest) async throws -> ClientAnswer {
        let request = try prepared(request)
        let answer = try await limited(request) { [self] in
            let response = try await follow(request)
            guard let body = try await response.body.collect(upTo: settings.maxResponseSize) else {
                throw MeridianError(
                    .upstreamAnswerTooLarge,
                    "the answer of the service '\(name)' is larger than \(settings.maxResponseSize) bytes; read it as "
                        + "a stream, or raise 'httpClients.\(name).maxResponseSize'", status: 502)
            }
            return ClientAnswer(status: response.status, fields: response.fields, body: body, client: name)
        }
        guard answer.status < 300 else { throw UpstreamError(answer) }
        return answer
    }

    // MARK: A request on its way

    private func prepared(_ request: ClientRequest) throws(MeridianError) -> ClientRequest {
        var request = request
        request.address = try address(of: request).description
        for (name, value) in settings.headers.pairs where !request.fields.contains(name) {
            request.fields.append(name, value)
        }
        guard let context else { return request }
        if !request.fields.contains(RequestID.fieldName) {
            request.fields.append(RequestID.fieldName, context.requestID)
        }
        if !request.fields.contains(TraceContext.fieldName) {
            context.traceContext?.write(into: &request.fields)
        }
        return request
    }

    private func address(of request: ClientRequest) throws(MeridianError) -> ClientAddress {
        if let absolute = ClientAddress(request.address) {
            guard base?.contains(absolute) != false else {
                throw MeridianError(
                    .invalidClientAddress,
                    "the HTTP client '\(name)' calls nothing but its base URL; give the request a path, or use another "
                        + "client")
            }
            return absolute
        }
        guard let base else {
            throw MeridianError(
                .invalidClientAddress,
                "'\(request.address)' is no http:// or https:// address, and the HTTP client '\(name)' has no base URL "
                    + "to put before it; set 'httpClients.\(name).baseURL'")
        }
        guard let address = base.appending(request.address) else {
            throw MeridianError(
                .invalidClientAddress,
                "'\(request.address)' is no percent-encoded path below the base URL of the HTTP client '\(name)'")
        }
        return address
    }

    /// The time for a call, of whatever ends first.
    private func limit(_ request: ClientRequest) -> Duration {
        min(settings.timeout, request.timeout ?? settings.timeout, context?.remaining ?? settings.timeout)
    }

    private func limited<Result: Sendable>(
        _ request: ClientRequest, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let limit = limit(request)
        do {
            return try await withTimeLimit(limit, body)
        } catch let failure as HTTPTransportFailure {
            try Task.checkCancellation()
            throw failure.kind == .timedOut ? timeout(cause: failure.cause) : unreachable(failure)
        } catch is TimeLimitPassed {
            throw timeout(cause: nil)
        }
    }

    private func timeout(cause: (any Error)?) -> MeridianError {
        MeridianError(
            .upstreamTimeout, "the service '\(name)' did not answer in time", status: 504, cause: cause)
    }

    private func unreachable(_ failure: HTTPTransportFailure) -> MeridianError {
        MeridianError(
            .upstreamUnreachable,
            failure.kind == .notConnected
                ? "the service '\(name)' can't be reached" : "the connection to the service '\(name)' broke",
            status: 502, cause: failure.cause ?? failure)
    }

    private func follow(_ request: ClientRequest) async throws -> ClientResponse {
        var request = request
        var response = try await attempt(request)
        var left = settings.redirects
        while left > 0,
            let next = Redirection.next(request, response, base: base, ownFields: settings.headers)
        {
            left -= 1
            _ = try await response.body.collect(upTo: Self.discarded)
            request = next
            response = try await attempt(request)
        }
        return response
    }

    /// What is read of a body that nobody wants, so that its connection can be used again.
    private static let discarded = 16 << 10

    private func attempt(_ request: ClientRequest) async throws -> ClientResponse {
        let policy = RetryPolicy(request, settings)
        let end = ContinuousClock.now + limit(request)
        var generator = SystemRandomNumberGenerator()
        var attempt = 1
        budget.earn()
        while true {
            let retryAfter: String?
            let outcome: Result<ClientResponse, HTTPTransportFailure>
            do {
                let response = try await transport.send(request, client: name, limit: end - .now)
                guard policy.mayRetry(status: response.status, attempt: attempt) else { return response }
                retryAfter = response.fields["retry-after"]
                outcome = .success(response)
            } catch let failure as HTTPTransportFailure where policy.mayRetry(failure, attempt: attempt) {
                retryAfter = nil
                outcome = .failure(failure)
            }
            guard
                let pause = policy.pause(attempt: attempt, retryAfter: retryAfter, using: &generator),
                ContinuousClock.now + pause < end, budget.spend()
            else { return try outcome.get() }
            if case .success(let response) = outcome {
                _ = try? await response.body.collect(upTo: Self.discarded)
            }
            try await transport.pause(for: pause)
            attempt += 1
        }
    }
}
