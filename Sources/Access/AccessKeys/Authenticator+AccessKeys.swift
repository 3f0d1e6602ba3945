public import MeridianCore

extension Authenticator {
    /// Finds out who signed a request.
    /// - Parameters:
    ///   - id: Of the access key that the request names.
    ///   - client: The address that the connection comes from.
    ///   - isSigned: Told the secret access key, whether the request was signed with it.
    /// - Throws: ``ErrorCode/accessKeyUnknown``, ``ErrorCode/signatureWrong`` and ``ErrorCode/tokenExpired`` with status
    ///   403, ``ErrorCode/tooManySignIns`` with 429.
    public func authenticate(
        accessKey id: String, client: String?, isSigned: (_ secret: String) -> Bool
    ) throws(MeridianError) -> Principal {
        let record = tokens.record(ofAccessKey: id)
        // Guesses at a secret do not take the trust from who knows it.
        guard let accessKeys, let record, let sealed = record.accessKey else {
            try count(TokenDigest(of: "unknown \(id)"), client, isRight: false)
            throw MeridianError(
                .accessKeyUnknown,
                "the access key '\(id)' is not one of this platform; `meridian token create --aws` makes one",
                status: 403)
        }
        let isRight = isSigned(try accessKeys.open(sealed))
        try count(TokenDigest(of: isRight ? id : "wrong \(id)"), client, isRight: isRight)
        guard isRight else {
            throw MeridianError(
                .signatureWrong,
                "the signature of '\(id)' is not right; compare the secret access key with the one that was printed",
                status: 403)
        }
        return try use(record)
    }

    /// Whether a request that names this access key is worth reading further.
    public func knows(accessKey id: String) -> Bool { tokens.record(ofAccessKey: id) != nil }
}
