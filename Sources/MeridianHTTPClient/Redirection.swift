import Meridian

/// Where an answer sends its caller (RFC 9110 §15.4).
enum Redirection {
    /// Fields that say who asks.
    private static let credentials = ["authorization", "cookie", "proxy-authorization", "origin"]
    private static let aboutBody = ["content-type", "content-length", "content-encoding", "transfer-encoding"]

    /// - Parameters:
    ///   - request: With a whole address.
    ///   - base: What the client may not leave.
    ///   - ownFields: The client's own, which no other origin is shown.
    /// - Returns: The next request; `nil` for an answer that is no redirection or is not followed: one with a stream to
    ///   be sent again, from https to http, or out of the base.
    static func next(
        _ request: ClientRequest, _ response: ClientResponse, base: ClientAddress?, ownFields: HTTPFields
    ) -> ClientRequest? {
        guard [301, 302, 303, 307, 308].contains(response.status), let here = ClientAddress(request.address),
            let location = response.fields["location"], let there = here.resolving(location),
            here.scheme == there.scheme || there.scheme == "https", base?.contains(there) != false
        else { return nil }
        var next = request
        next.address = there.description
        let becomesGet =
            response.status == 303 && request.method != .head
            || [301, 302].contains(response.status) && request.method == .post
        if becomesGet {
            next.method = .get
            next.body = .empty
            for name in aboutBody { next.fields.remove(name) }
        }
        guard !next.body.isStream else { return nil }
        if !here.hasSameOrigin(as: there) {
            for name in credentials + ownFields.pairs.map(\.name) { next.fields.remove(name) }
        }
        return next
    }
}
