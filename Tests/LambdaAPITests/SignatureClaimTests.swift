import MeridianCore
import NIOCore
import Testing

@testable import LambdaAPI

@Suite struct SignatureClaimTests {
    private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    private static let time = "20150830T123600Z"
    private static let moment = Timestamp("2015-08-30T12:36:00Z")!
    private static let body = Array(#"{"a":1}"#.utf8)

    /// A request that is signed over its host, its date and all `x-amz-` fields.
    private func signed(_ changes: (inout RequestHead) -> Void = { _ in }, service: String = "lambda") -> RequestHead {
        var head = RequestHead(
            method: .post, target: "/2015-03-31/functions/shop/invocations?Qualifier=live",
            fields: ["host": "127.0.0.1:7433", "x-amz-date": Self.time, "x-amz-log-type": "Tail"])
        changes(&head)
        let names = head.fields.pairs.map(\.name).sorted()
        let scope = CredentialScope(date: "20150830", region: "eu-central-1", service: service)
        let request = CanonicalRequest(
            method: "POST", path: head.path, query: head.query, headers: head.fields, signedHeaders: names,
            payloadHash: head.fields["x-amz-content-sha256"] ?? RequestSignature.payloadHash(Self.body))
        let signature = RequestSignature.sign(request, time: Self.time, scope: scope, secret: Self.secret)
        head.fields.append(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=MRDAKEY/\(scope), SignedHeaders=\(names.joined(separator: ";")), "
                + "Signature=\(Hexadecimal.encode(signature))")
        return head
    }

    private func isSigned(_ head: RequestHead, body: [UInt8] = body, by secret: String = secret) throws -> Bool {
        let claim = try #require(try SignatureClaim(head))
        return claim.isSigned(head, bodyHash: RequestSignature.payloadHash(body), by: secret)
    }

    @Test func takesWhatIsSigned() throws {
        let head = signed()
        let claim = try #require(try SignatureClaim(head))
        #expect(claim.accessKey == "MRDAKEY")
        #expect(claim.scope.region == "eu-central-1")
        #expect(try isSigned(head))
    }

    @Test func noticesEveryChange() throws {
        let head = signed()
        #expect(try !isSigned(head, by: Self.secret + "x"))
        #expect(try !isSigned(head, body: Array(#"{"a":2}"#.utf8)))
        var other = head
        other.target = ByteBuffer(string: "/2015-03-31/functions/shop/invocations?Qualifier=canary")
        #expect(try !isSigned(other))
        other = head
        other.method = .put
        #expect(try !isSigned(other))
        other = head
        other.fields.set("x-amz-log-type", "None")
        #expect(try !isSigned(other))
    }

    @Test func aStatedHashIsComparedWithTheBody() throws {
        let head = signed { $0.fields.append("x-amz-content-sha256", RequestSignature.payloadHash(Self.body)) }
        #expect(try isSigned(head))
        #expect(try !isSigned(head, body: Array("other".utf8)))
        let unsigned = signed { $0.fields.append("x-amz-content-sha256", "UNSIGNED-PAYLOAD") }
        #expect(try isSigned(unsigned, body: Array("anything".utf8)))
    }

    @Test func aPresignedAddressIsSignedInItsQuery() throws {
        let scope = CredentialScope(date: "20150830", region: "us-east-1", service: "lambda")
        let query =
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=\(URIEncoding.encode("MRDAKEY/\(scope)".utf8))"
            + "&X-Amz-Date=\(Self.time)&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
        let request = CanonicalRequest(
            method: "GET", path: "/2015-03-31/functions", query: query, headers: ["host": "h"],
            signedHeaders: ["host"], payloadHash: RequestSignature.payloadHash([]))
        let signature = Hexadecimal.encode(
            RequestSignature.sign(request, time: Self.time, scope: scope, secret: Self.secret))
        let head = RequestHead(
            method: .get, target: "/2015-03-31/functions?\(query)&X-Amz-Signature=\(signature)", fields: ["host": "h"])
        let claim = try #require(try SignatureClaim(head))
        #expect(try isSigned(head, body: []))
        try claim.checkTime(at: Self.moment.advanced(seconds: 899))
        #expect(throws: MeridianError.self) { try claim.checkTime(at: Self.moment.advanced(seconds: 901)) }
    }

    @Test(arguments: [-301, 301]) func isGoodForFiveMinutes(seconds: Int64) throws {
        let claim = try #require(try SignatureClaim(signed()))
        try claim.checkTime(at: Self.moment.advanced(seconds: seconds > 0 ? 299 : -299))
        let error = #expect(throws: MeridianError.self) {
            try claim.checkTime(at: Self.moment.advanced(seconds: seconds))
        }
        #expect(error?.code == .signatureOutOfTime)
    }

    @Test func refusesWhatItCanNotRead() throws {
        func code(_ head: RequestHead) -> ErrorCode? {
            do {
                _ = try SignatureClaim(head)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code(signed(service: "s3")) == .signatureMalformed)
        #expect(
            code(signed { $0.fields.append("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD") })
                == .signatureMalformed)
        var added = signed()
        added.fields.append("x-amz-invocation-type", "Event")
        #expect(code(added) == .signatureMalformed)
        for text in [
            "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=a/b",
            "AWS4-HMAC-SHA256 Credential=,SignedHeaders=,Signature=",
        ] {
            let head = RequestHead(method: .get, target: "/", fields: ["authorization": text, "x-amz-date": Self.time])
            #expect(code(head) == .signatureMalformed, "\(text)")
        }
        #expect(code(RequestHead(method: .get, target: "/", fields: ["authorization": "Bearer x"])) == nil)
    }
}

extension Timestamp {
    fileprivate func advanced(seconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds + seconds * 1_000) }
}
