public import MeridianCore

/// What a request says of its signature, in the `Authorization` field or in the query of a presigned URL. Nothing of it is
/// proved before ``isSigned(_:bodyHash:by:)`` says so.
public struct SignatureClaim: Sendable {
    /// How far the clocks of both sides may be apart.
    public static let skew = Duration.seconds(300)
    static let longestLifetime = 604_800
    static let service = "lambda"

    public let accessKey: String
    public let scope: CredentialScope
    let signedHeaders: [String]
    let signature: String
    let timeText: String
    let time: Timestamp
    /// Seconds; `nil` for a signature in the `Authorization` field.
    let lifetime: Int?
    /// What stands for the hash of the body when the caller says so: a hash, or that it is not signed.
    let statedHash: String?

    static let unsignedPayload = "UNSIGNED-PAYLOAD"

    /// - Returns: `nil` when the request is not signed this way.
    /// - Throws: ``ErrorCode/signatureMalformed`` with status 400.
    public init?(_ head: RequestHead) throws(MeridianError) {
        if let authorization = head.fields["authorization"], authorization.hasPrefix(RequestSignature.algorithm) {
            try self.init(authorization: authorization, head)
        } else {
            let query = QueryItems(head.query)
            guard let algorithm = query["X-Amz-Algorithm"] else { return nil }
            guard algorithm == RequestSignature.algorithm else {
                throw Self.malformed("the algorithm '\(algorithm)' is not \(RequestSignature.algorithm)")
            }
            try self.init(query: query, head)
        }
    }

    private init(authorization: String, _ head: RequestHead) throws(MeridianError) {
        var parts: [Substring: Substring] = [:]
        for part in authorization.dropFirst(RequestSignature.algorithm.count).split(separator: ",") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { parts[pair[0]] = pair[1] }
        }
        guard let credential = parts["Credential"], let headers = parts["SignedHeaders"],
            let signature = parts["Signature"]
        else { throw Self.malformed("the Authorization field needs Credential, SignedHeaders and Signature") }
        guard let time = head.fields["x-amz-date"] else { throw Self.malformed("the X-Amz-Date field is missing") }
        try self.init(
            credential: String(credential), signedHeaders: String(headers), signature: String(signature), time: time,
            lifetime: nil, head)
    }

    private init(query: QueryItems, _ head: RequestHead) throws(MeridianError) {
        guard let credential = query["X-Amz-Credential"], let headers = query["X-Amz-SignedHeaders"],
            let signature = query["X-Amz-Signature"], let time = query["X-Amz-Date"]
        else {
            throw Self.malformed(
                "a presigned URL needs X-Amz-Credential, X-Amz-SignedHeaders, X-Amz-Signature and X-Amz-Date")
        }
        guard let lifetime = Int(query["X-Amz-Expires"] ?? ""), (1...Self.longestLifetime).contains(lifetime) else {
            throw Self.malformed("X-Amz-Expires must be 1–\(Self.longestLifetime) seconds")
        }
        try self.init(
            credential: credential, signedHeaders: headers, signature: signature, time: time, lifetime: lifetime, head)
    }

    private init(
        credential: String, signedHeaders: String, signature: String, time timeText: String, lifetime: Int?,
        _ head: RequestHead
    ) throws(MeridianError) {
        let parts = credential.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, !parts[0].isEmpty, parts[4] == CredentialScope.terminator else {
            throw Self.malformed("the credential '\(credential)' is not KEY/DATE/REGION/SERVICE/aws4_request")
        }
        guard parts[3] == Self.service else {
            throw Self.malformed("the signature is for the service '\(parts[3])'; sign for '\(Self.service)'")
        }
        guard let time = BasicTime.parse(timeText), timeText.hasPrefix(parts[1]) else {
            throw Self.malformed(
                "the time '\(timeText)' is not of the form 20150830T123600Z, or not of the day signed for")
        }
        let names = signedHeaders.split(separator: ";").map(String.init)
        guard names == names.sorted(), names == names.map({ $0.lowercased() }), names.contains("host") else {
            throw Self.malformed("the signed headers must be sorted, in lower case, and have 'host' among them")
        }
        let unsigned = head.fields.pairs.map(\.name).first { $0.hasPrefix("x-amz-") && !names.contains($0) }
        if let unsigned { throw Self.malformed("the header '\(unsigned)' is not signed") }
        let statedHash = head.fields["x-amz-content-sha256"]
        guard statedHash?.hasPrefix("STREAMING-") != true else {
            throw Self.malformed("a body that is signed piece by piece is not taken; send it in one piece")
        }
        accessKey = parts[0]
        scope = CredentialScope(date: parts[1], region: parts[2], service: parts[3])
        self.signedHeaders = names
        self.signature = signature
        self.timeText = timeText
        self.time = time
        self.lifetime = lifetime
        self.statedHash = statedHash
    }

    private static func malformed(_ reason: String) -> MeridianError {
        MeridianError(
            .signatureMalformed,
            "\(reason); sign by AWS's signature version 4, as the AWS command and SDKs do", status: 400)
    }
}
