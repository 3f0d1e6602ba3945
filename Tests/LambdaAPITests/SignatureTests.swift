import Crypto
import MeridianCore
import NIOCore
import Testing

@testable import LambdaAPI

/// Cases of AWS's test suite for signature version 4, with its key, day and service.
@Suite struct SignatureTests {
    private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    private static let time = "20150830T123600Z"
    private static let scope = CredentialScope(date: "20150830", region: "us-east-1", service: "service")
    private static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    private struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var method = "GET"
        var path = "/"
        var query: String?
        var fields: HTTPFields = ["host": "example.amazonaws.com", "x-amz-date": SignatureTests.time]
        var headers = ["host", "x-amz-date"]
        var body = ""
        var signature: String
        var testDescription: String { name }
    }

    private static let cases = [
        Case(
            name: "get-vanilla", signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        Case(
            name: "get-vanilla-query-order-key-case", query: "Param2=value2&Param1=value1",
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        Case(
            name: "get-relative", path: "/example/..",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        Case(
            name: "get-slash-dot-slash", path: "/./",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        Case(
            name: "post-vanilla", method: "POST",
            signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        Case(
            name: "post-x-www-form-urlencoded", method: "POST",
            fields: [
                "content-type": "application/x-www-form-urlencoded", "host": "example.amazonaws.com",
                "x-amz-date": SignatureTests.time,
            ], headers: ["content-type", "host", "x-amz-date"], body: "Param1=value1",
            signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
        Case(
            name: "get-header-value-trim",
            fields: [
                "host": "example.amazonaws.com", "my-header1": " value1", "my-header2": " \"a   b   c\"",
                "x-amz-date": SignatureTests.time,
            ], headers: ["host", "my-header1", "my-header2", "x-amz-date"],
            signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
    ]

    @Test(arguments: cases) private func signsAsPublished(_ example: Case) {
        let request = CanonicalRequest(
            method: example.method, path: example.path, query: example.query, headers: example.fields,
            signedHeaders: example.headers, payloadHash: RequestSignature.payloadHash(example.body.utf8))
        let signature = RequestSignature.sign(request, time: Self.time, scope: Self.scope, secret: Self.secret)
        #expect(Hexadecimal.encode(signature) == example.signature)
    }

    @Test func writesTheRequestDownAsPublished() {
        let request = CanonicalRequest(
            method: "GET", path: "/", query: nil, headers: Self.cases[0].fields, signedHeaders: ["host", "x-amz-date"],
            payloadHash: RequestSignature.payloadHash([]))
        #expect(
            request.text == """
                GET
                /

                host:example.amazonaws.com
                x-amz-date:20150830T123600Z

                host;x-amz-date
                \(Self.emptyHash)
                """)
        #expect(
            RequestSignature.stringToSign(request, time: Self.time, scope: Self.scope) == """
                AWS4-HMAC-SHA256
                20150830T123600Z
                20150830/us-east-1/service/aws4_request
                bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63
                """)
    }

    @Test func encodesAPathOnceMoreThanItWasSent() {
        let request = CanonicalRequest(
            method: "GET", path: "/2017-03-31/tags/arn%3Aaws%3Alambda", query: "b=2&a=%2f&a", headers: HTTPFields(),
            signedHeaders: [], payloadHash: "")
        let lines = request.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[1] == "/2017-03-31/tags/arn%253Aaws%253Alambda")
        #expect(lines[2] == "a=&a=%2F&b=2")
    }
}
