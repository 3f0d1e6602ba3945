import HTTPTransport
import MeridianCore
import NIOCore

/// An address of the control API.
struct ControlEndpoint: Sendable {
    let method: HTTPMethod
    let pattern: PathPattern
    /// Whether it answers without a token.
    let isOpen: Bool
    let answer: @Sendable (ControlRequest) async throws -> ControlResponse

    init(
        _ method: HTTPMethod, _ path: String, isOpen: Bool = false,
        answer: @escaping @Sendable (ControlRequest) async throws -> ControlResponse
    ) {
        self.method = method
        // The paths are literals of this module; a test builds every one.
        self.pattern = try! PathPattern(path)
        self.isOpen = isOpen
        self.answer = answer
    }
}

/// Takes requests to the control port: checks the token, finds the endpoint, runs it off the event loop.
final class ControlHandler: ExchangeHandler, Sendable {
    private let token: OwnerToken
    private let router: Router<ControlEndpoint>

    init(token: OwnerToken, endpoints: [ControlEndpoint]) throws(MeridianError) {
        self.token = token
        self.router = try Router(endpoints.map { (methods: [$0.method], pattern: $0.pattern, target: $0) })
    }

    func handle(_ head: RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        let requestID = requestID(of: head)
        let endpoint: ControlEndpoint
        do {
            endpoint = try find(head)
        } catch {
            let (problem, body) = ProblemDetails.render(error, requestID: requestID)
            var answer = problem
            if error.status == 401 { answer.fields.append("www-authenticate", "Bearer realm=\"meridian\"") }
            responder.respond(answer, body: body)
            return nil
        }
        let path = head.path
        let parameters = Dictionary(
            (endpoint.pattern.parameters(of: path) ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let exchange = ControlExchange(responder: responder, requestID: requestID)
        exchange.run { body in
            try await endpoint.answer(
                ControlRequest(head: head, parameters: parameters, requestID: requestID, body: body))
        }
        return exchange
    }

    /// Without the token nothing is told, not even which addresses exist.
    private func find(_ head: RequestHead) throws(MeridianError) -> ControlEndpoint {
        let path = head.path
        let match = router.match(head.method, path: path)
        if case .found(let endpoint) = match, endpoint.isOpen { return endpoint }
        guard token.opens(authorization: head.fields["authorization"]) else {
            let reason = head.fields.contains("authorization") ? "the token is not the owner's" : "a token is missing"
            throw MeridianError(
                .unauthorized,
                "\(reason); send 'Authorization: Bearer TOKEN' with what '\(OwnerToken.fileName)' in the data "
                    + "directory holds",
                status: 401)
        }
        switch match {
        case .found(let endpoint):
            return endpoint
        case .methodNotAllowed(let methods):
            throw MeridianError(
                .methodNotAllowed,
                "'\(path)' takes \(methods.map(\.rawValue).joined(separator: ", ")), not \(head.method)", status: 405)
        case .notFound:
            throw MeridianError(.unknownEndpoint, "the control API has no '\(path)'", status: 404)
        }
    }

    private func requestID(of head: RequestHead) -> String {
        head.fields[RequestID.fieldName] ?? RequestID.make()
    }
}
