import MeridianCore
import Testing

@Suite struct RequestIDSourceTests {
    @Test func idsAreTraceIDsAndDiffer() {
        var source = RequestIDSource()
        var seen: Set<String> = []
        for _ in 0..<10_000 {
            var fields = HTTPFields()
            source.identify(&fields)
            let id = fields["x-request-id"] ?? ""
            #expect(id.utf8.count == 32 && id.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
            seen.insert(id)
        }
        #expect(seen.count == 10_000)
    }

    @Test(arguments: ["a", "A-Z_0.9:x", String(repeating: "x", count: 128)])
    func anAcceptableIDIsKept(id: String) {
        var source = RequestIDSource()
        var fields: HTTPFields = ["x-request-id": id]
        source.identify(&fields)
        #expect(fields.values("x-request-id") == [id])
    }

    @Test(arguments: ["", "a b", "ü", String(repeating: "x", count: 129)])
    func anyOtherIsReplaced(id: String) {
        var source = RequestIDSource()
        var fields: HTTPFields = ["x-request-id": id, "host": "h"]
        source.identify(&fields)
        let ids = fields.values("x-request-id")
        #expect(ids.count == 1 && ids[0] != id && ids[0].utf8.count == 32)
        #expect(fields["host"] == "h")
    }

    @Test func anAnswerTakesTheIDOfItsRequestUnlessItHasOne() {
        var answer = HTTPFields()
        answer.identify(by: ["x-request-id": "r"])
        #expect(answer["x-request-id"] == "r")
        answer.identify(by: ["x-request-id": "other"])
        #expect(answer.values("x-request-id") == ["r"])
    }
}
