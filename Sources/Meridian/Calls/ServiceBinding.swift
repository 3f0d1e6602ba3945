import JSONCodec
public import MeridianCore
public import NIOCore

/// Another service, by the name that `bindings` in `meridian.yml` gives it.
///
/// ```swift
/// let promotions = try context.binding("PROMOTIONS")
/// let answer = try await promotions.fetch(.get, "/prices/7")
/// guard answer.isSuccess else { return item }
/// let price = try answer.decode(Price.self)
/// ```
/// A call goes the way of every request: it is routed, admitted and counted. It carries the request's id, its place in
/// a trace, its criticality and the time that is left for it; when the invocation is cancelled, so is the call.
/// What the service answers is an answer, whatever its status; only a call that got none throws.
public struct ServiceBinding: Sendable {
    public let name: String
    let destination: Bindings.Destination
    let execution: Execution

    /// Calls the service.
    /// - Parameters:
    ///   - target: Path and query, percent-encoded.
    ///   - timeout: The longest to wait, within the time that the invocation has.
    /// - Throws: ``MeridianCore/ErrorCode/bindingUnreachable``, ``MeridianCore/ErrorCode/callTooDeep``,
    ///   ``MeridianCore/ErrorCode/deadlineExceeded``.
    public func fetch(
        _ method: HTTPMethod = .get, _ target: String, fields: HTTPFields = HTTPFields(),
        body: ByteBuffer = ByteBuffer(), timeout: Duration? = nil
    ) async throws -> ServiceAnswer {
        let limit = [timeout, Context(execution: execution).remaining].compactMap(\.self).min()
        var call = ServiceCall(method, target, fields: fields, body: body)
        guard target.hasPrefix("/"), target.utf8.allSatisfy(HTTPSyntax.isTarget) else {
            throw MeridianError(
                .bindingUnreachable,
                "'\(target)' can't be asked of \(name): a target is a path that begins with / and is percent-encoded")
        }
        try CallFields.carry(
            execution.head.fields, from: execution.table.identity.service,
            remaining: limit.map { Int64($0 / .milliseconds(1)) }, into: &call.fields)
        call.fields.set(RequestID.fieldName, execution.requestID)
        switch destination {
        case .stub(let answer):
            return try await answer(call)
        case .address(let address):
            return try await CallConnections.of(execution.eventLoop).send(call, to: address, named: name, limit: limit)
        }
    }

    /// Calls the service with a value as the JSON body.
    /// - Throws: As ``fetch(_:_:fields:body:timeout:)``, and what encoding throws.
    public func fetch(
        _ method: HTTPMethod = .post, _ target: String, fields: HTTPFields = HTTPFields(), json: some Encodable,
        timeout: Duration? = nil
    ) async throws -> ServiceAnswer {
        var fields = fields
        if !fields.contains("content-type") { fields.append("content-type", "application/json") }
        return try await fetch(method, target, fields: fields, body: try JSON.encode(json), timeout: timeout)
    }
}

extension Context {
    /// Another service, by the name of a binding.
    /// - Throws: ``MeridianCore/ErrorCode/unknownBinding``.
    public func binding(_ name: String) throws(MeridianError) -> ServiceBinding {
        ServiceBinding(
            name: name, destination: try execution.table.bindings.destination(of: name), execution: execution)
    }
}
