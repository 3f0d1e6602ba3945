public import MeridianCore

extension SignatureClaim {
    /// - Throws: ``ErrorCode/signatureOutOfTime`` with status 403.
    public func checkTime(at now: Timestamp) throws(MeridianError) {
        let skew = Self.skew.components.seconds * 1_000
        let age = now.milliseconds - time.milliseconds
        let longest = max(skew, Int64(lifetime ?? 0) * 1_000)
        guard age >= -skew, age <= longest else {
            throw MeridianError(
                .signatureOutOfTime,
                "the signature is of \(time) and it is \(now); set the clock of the client, or sign anew", status: 403)
        }
    }

    /// Whether the request was signed with a secret.
    /// - Parameter bodyHash: What ``RequestSignature/payloadHash(_:)`` says of the body.
    public func isSigned(_ head: RequestHead, bodyHash: String, by secret: String) -> Bool {
        if let statedHash, statedHash != Self.unsignedPayload, statedHash.lowercased() != bodyHash { return false }
        let request = CanonicalRequest(
            method: head.method.rawValue, path: head.path, query: head.query, headers: head.fields,
            signedHeaders: signedHeaders, payloadHash: statedHash ?? bodyHash)
        return RequestSignature.isSame(
            RequestSignature.sign(request, time: timeText, scope: scope, secret: secret), as: signature)
    }
}
