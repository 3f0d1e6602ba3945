import Access
import HTTPTransport
import LambdaAPI
import MeridianCore
import NIOCore

/// Takes requests to the control port: finds out who asks and whether they may, finds the endpoint, runs it off the event
/// loop, records what it changed.
final class ControlHandler: ExchangeHandler, Sendable {
    private let access: PlatformAccess
    private let router: Router<ControlEndpoint>

    init(access: PlatformAccess, endpoints: [ControlEndpoint]) throws(MeridianError) {
        self.access = access
        self.router = try Router(endpoints.map { (methods: [$0.method], pattern: $0.pattern, target: $0) })
    }

    func handle(_ head: RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        let call = Call(
            head: head, requestID: head.fields[RequestID.fieldName] ?? RequestID.make(), client: head.peerAddress)
        if LambdaEndpoints.isAddress(head.path) {
            let exchange = ControlExchange(responder: responder, requestID: call.requestID)
            exchange.run { body in await self.answerLambda(call, body) }
            return exchange
        }
        let authorization = head.fields["authorization"]
        if !isOpen(head), let token = access.authenticator.identityToken(authorization: authorization) {
            let exchange = ControlExchange(responder: responder, requestID: call.requestID)
            exchange.run { body in
                let found: Found
                do {
                    let principal = try await self.access.authenticator.authenticate(
                        identityToken: token, client: call.client)
                    found = try self.find(head, as: principal)
                } catch let error as MeridianError {
                    let (head, body) = self.refusal(of: call, error)
                    return ControlResponse(head: head, body: .whole(body))
                }
                return try await self.answer(call, found, body)
            }
            return exchange
        }
        let found: Found
        do {
            found = try find(head, as: nil)
        } catch {
            let (head, body) = refusal(of: call, error)
            responder.respond(head, body: body)
            return nil
        }
        let exchange = ControlExchange(responder: responder, requestID: call.requestID)
        exchange.run { body in try await self.answer(call, found, body) }
        return exchange
    }

    /// What a request is answered that finds no endpoint, or none that its caller may use.
    private func refusal(of call: Call, _ error: MeridianError) -> (ResponseHead, ByteBuffer) {
        var (head, body) = ProblemDetails.render(error, requestID: call.requestID)
        if error.status == 401 { head.fields.append("www-authenticate", "Bearer realm=\"meridian\"") }
        if error.code == .methodNotAllowed,
            case .methodNotAllowed(let methods) = router.match(call.head.method, path: call.head.path)
        {
            head.fields.append("allow", methods.listed)
        }
        return (head, body)
    }

    /// Answers an address of the Lambda-compatible API, whose errors have a form of their own.
    private func answerLambda(_ call: Call, _ body: RequestBody) async -> ControlResponse {
        var response: ControlResponse
        do {
            if let claim = try SignatureClaim(call.head) {
                let (principal, signed) = try await check(claim, call, body)
                response = try await answer(call, try find(call.head, as: principal), signed)
            } else if let token = access.authenticator.identityToken(authorization: call.head.fields["authorization"]) {
                let principal = try await access.authenticator.authenticate(identityToken: token, client: call.client)
                response = try await answer(call, try find(call.head, as: principal), body)
            } else {
                response = try await answer(call, try find(call.head, as: nil), body)
            }
        } catch let fault as LambdaFault {
            response = ControlResponse(head: fault.head, body: .whole(fault.body))
        } catch {
            let fault = LambdaFault(
                error as? MeridianError
                    ?? MeridianError(.handlerFailed, "the control API failed: \(error)", cause: error))
            response = ControlResponse(head: fault.head, body: .whole(fault.body))
        }
        response.head.fields.append("x-amzn-requestid", call.requestID)
        return response
    }

    /// Finds out who signed a request. The signature is over the body, so that is read whole.
    /// - Returns: The caller, and the body once more.
    private func check(
        _ claim: SignatureClaim, _ call: Call, _ body: RequestBody
    ) async throws -> (Principal, RequestBody) {
        try claim.checkTime(at: .now)
        let authenticator = access.authenticator
        var whole = ByteBuffer()
        // Nobody has to be heard out who is not known.
        if authenticator.knows(accessKey: claim.accessKey) {
            whole = try await body.collect(upTo: LambdaEndpoints.bodyLimit)
        }
        let hash = RequestSignature.payloadHash(whole.readableBytesView)
        let principal = try authenticator.authenticate(accessKey: claim.accessKey, client: call.client) { secret in
            claim.isSigned(call.head, bodyHash: hash, by: secret)
        }
        let again = RequestBody { _ in }
        again.receive(whole, isLast: true)
        return (principal, again)
    }

    private struct Call: Sendable {
        var head: RequestHead
        var requestID: String
        /// The address that the connection comes from.
        var client: String?
    }

    private struct Found: Sendable {
        var endpoint: ControlEndpoint
        var parameters: [String: String]
        var principal: Principal
    }

    private func answer(_ call: Call, _ found: Found, _ body: RequestBody) async throws -> ControlResponse {
        let request = ControlRequest(
            head: call.head, parameters: found.parameters, requestID: call.requestID, body: body,
            principal: found.principal, client: call.client)
        guard let action = found.endpoint.action else { return try await found.endpoint.answer(request) }
        // A caller who goes away does not stop what has begun, nor keep it from being recorded.
        return try await Task { try await self.change(action, found.endpoint, request) }.value
    }

    private func change(
        _ action: String, _ endpoint: ControlEndpoint, _ request: ControlRequest
    ) async throws -> ControlResponse {
        let response = try await endpoint.answer(request)
        let note = request.change.content
        guard (200..<300).contains(response.head.status), !note.isNothing else { return response }
        let subject = note.subject ?? String(request.head.path.drop { $0 == "/" }.trimmingPrefix("v1/"))
        do {
            try await access.audit.append(
                AuditEntry(
                    actor: request.principal.name, action: action, subject: subject,
                    requestID: request.requestID, client: request.client, before: note.before, after: note.after))
        } catch {
            throw MeridianError(
                .auditUnwritten, "\(action) of '\(subject)' was done but not recorded: \(error)", cause: error)
        }
        return response
    }

    private func isOpen(_ head: RequestHead) -> Bool {
        guard case .found(let endpoint) = router.match(head.method, path: head.path) else { return false }
        return endpoint.requirement == .open
    }

    /// Without a token nothing is told, not even which addresses exist.
    /// - Parameter principal: Who asks, when it is known already.
    private func find(_ head: RequestHead, as principal: Principal?) throws(MeridianError) -> Found {
        let path = head.path
        let match = router.match(head.method, path: path)
        if case .found(let endpoint) = match, endpoint.requirement == .open {
            return Found(endpoint: endpoint, parameters: endpoint.parameters(of: path), principal: .anonymous)
        }
        let caller: Principal
        if let principal {
            caller = principal
        } else {
            caller = try access.authenticator.authenticate(
                authorization: head.fields["authorization"], client: head.peerAddress)
        }
        switch match {
        case .found(let endpoint):
            let parameters = endpoint.parameters(of: path)
            try endpoint.requirement.check(caller, service: parameters["service"])
            return Found(endpoint: endpoint, parameters: parameters, principal: caller)
        case .methodNotAllowed(let methods):
            throw .methodNotAllowed(head, taking: methods)
        case .notFound:
            throw MeridianError(.unknownEndpoint, "the control API has no '\(path)'", status: 404)
        }
    }
}

extension ControlEndpoint {
    fileprivate func parameters(of path: String) -> [String: String] {
        Dictionary((pattern.parameters(of: path) ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }
}

extension Principal {
    /// Who calls an endpoint that is open to all.
    fileprivate static let anonymous = Principal(name: "anonymous", grants: [])
}

extension RequestHead {
    /// Where the connection comes from: the transport adds it behind whatever the client says of itself.
    fileprivate var peerAddress: String? {
        fields.values("x-forwarded-for").last.map { String($0) }
    }
}
