import JSONCodec
public import Meridian
import Synchronization

/// Answers the requests of clients in a test, and remembers them.
///
/// ```swift
/// let network = FakeHTTPTransport()
/// network.answer(.get, "https://stock.example.com/v1/items/7", json: Item(id: 7))
/// let app = try TestApp(Shop.self) { $0.override((any HTTPClientTransport).self) { network } }
/// let answer = try await app.request(.get, "/items/7")
/// #expect(network.calls.count == 1)
/// ```
/// Pauses before retries are not waited for.
public final class FakeHTTPTransport: HTTPClientTransport {
    /// A request that was sent.
    public struct Call: Sendable {
        public var client: String
        public var method: HTTPMethod
        /// The whole address.
        public var address: String
        public var fields: HTTPFields
        public var body: ByteBuffer
        /// The time that the request was given.
        public var limit: Duration
    }

    private struct Route: Hashable {
        var method: HTTPMethod
        var address: String
    }

    private struct State {
        var answers: [Route: [@Sendable (Call) async throws -> ClientResponse]] = [:]
        var calls: [Call] = []
        var pauses: [Duration] = []
    }

    private let state = Mutex(State())

    public init() {}

    /// What was sent, in order, retries among it.
    public var calls: [Call] { state.withLock { $0.calls } }

    /// How long clients would have waited before their retries.
    public var pauses: [Duration] { state.withLock { $0.pauses } }

    /// Has a closure answer a request. Several for one request answer one after the other, the last again and again.
    /// - Parameters:
    ///   - method: The method.
    ///   - address: The whole address with its query.
    ///   - answer: Throws ``HTTPTransportFailure`` for a request without an answer.
    public func answer(
        _ method: HTTPMethod, _ address: String, with answer: @escaping @Sendable (Call) async throws -> ClientResponse
    ) {
        state.withLock { $0.answers[Route(method: method, address: address), default: []].append(answer) }
    }

    /// Answers a request with text.
    public func answer(
        _ method: HTTPMethod, _ address: String, status: Int = 200, fields: HTTPFields = HTTPFields(),
        _ text: String = ""
    ) {
        answer(method, address) { _ in
            ClientResponse(status: status, fields: fields, body: ClientResponse.Body(ByteBuffer(string: text)))
        }
    }

    /// Answers a request with a value as JSON.
    /// - Throws: What encoding throws.
    public func answer(_ method: HTTPMethod, _ address: String, status: Int = 200, json value: some Encodable) throws {
        let body = try JSON.encode(value)
        answer(method, address) { _ in
            ClientResponse(
                status: status, fields: ["content-type": "application/json"], body: ClientResponse.Body(body))
        }
    }

    /// Lets a request fail.
    public func fail(_ method: HTTPMethod, _ address: String, _ kind: HTTPTransportFailure.Kind) {
        answer(method, address) { _ in throw HTTPTransportFailure(kind) }
    }

    public func send(_ request: ClientRequest, client: String, limit: Duration) async throws -> ClientResponse {
        var body = ByteBuffer()
        switch request.body.content {
        case .empty: break
        case .bytes(let bytes): body = bytes
        case .stream(let parts, _):
            for try await var part in ClientResponse.Body(parts) { body.writeBuffer(&part) }
        }
        let call = Call(
            client: client, method: request.method, address: request.address, fields: request.fields, body: body,
            limit: limit)
        let route = Route(method: request.method, address: request.address)
        let found = state.withLock { state in
            state.calls.append(call)
            let next = state.answers[route]?.first
            if let answers = state.answers[route], answers.count > 1 { state.answers[route]!.removeFirst() }
            return next
        }
        guard let found else {
            let text = "the test has no answer to \(call.method) \(call.address)"
            return ClientResponse(status: 501, body: ClientResponse.Body(ByteBuffer(string: text)))
        }
        return try await found(call)
    }

    public func pause(for duration: Duration) async throws {
        try Task.checkCancellation()
        state.withLock { $0.pauses.append(duration) }
    }
}
