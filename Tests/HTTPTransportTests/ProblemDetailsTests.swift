import MeridianCore
import NIOCore
import Testing

@testable import HTTPTransport

@Suite struct ProblemDetailsTests {
    private struct Secret: Error {}

    @Test func rendersAnErrorWithoutItsCause() {
        let error = MeridianError(.badParameter, "no \"a\"\n\u{1}ä\\", status: 400, cause: Secret())
        let problem = ProblemDetails.render(error, requestID: "r1")
        #expect(problem.head.status == 400)
        #expect(problem.head.fields["content-type"] == "application/problem+json")
        #expect(problem.head.fields["x-request-id"] == "r1")
        #expect(
            String(buffer: problem.body)
                == #"{"type":"urn:meridian:error:MER-1101","title":"A path, query or header parameter is missing or "#
                + #"has the wrong type","status":400,"detail":"no \"a\"\n\u0001ä\\","code":"MER-1101","#
                + #""requestId":"r1"}"#)
    }

    @Test func showsTheCauseOnlyWhenAsked() {
        let error = MeridianError(.handlerFailed, "failed", status: 9, cause: Secret())
        #expect(!String(buffer: ProblemDetails.render(error).body).contains("Secret"))
        let shown = ProblemDetails.render(error, showsCause: true)
        #expect(String(buffer: shown.body).contains(#""cause":"Secret()""#))
        #expect(shown.head.status == 500)
    }
}
