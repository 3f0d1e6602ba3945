import MeridianCore
import Testing

@Suite struct TraceContextTests {
    private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    @Test func aParentIsReadAndWritten() throws {
        let trace = try #require(TraceContext(Self.parent))
        #expect(trace.traceID == "0af7651916cd43dd8448eb211c80319c")
        #expect(trace.spanID == 0xB7AD_6B71_6920_3331)
        #expect(trace.isSampled)
        #expect(trace.description == Self.parent)
    }

    @Test func aLaterVersionIsReadAsFarAsItIsKnown() {
        #expect(TraceContext("cc" + Self.parent.dropFirst(2) + "-what-the-future-brings") != nil)
        #expect(TraceContext("cc" + Self.parent.dropFirst(2) + "x") == nil)
    }

    @Test(arguments: [
        "", "00", parent + "-00", "ff" + parent.dropFirst(2), parent.uppercased(),
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
    ])
    func anythingElseIsNoTrace(text: String) {
        #expect(TraceContext(text) == nil)
    }

    @Test func aChildStaysInTheTrace() throws {
        var trace = try #require(
            TraceContext(fields: ["traceparent": Self.parent, "tracestate": "a=1", "tracestate": "b=2"]))
        #expect(trace.state == "a=1,b=2")
        let child = trace.child()
        #expect(child.traceID == trace.traceID)
        #expect(child.spanID != trace.spanID)
        var fields: HTTPFields = ["traceparent": "old", "tracestate": "old"]
        child.write(into: &fields)
        #expect(TraceContext(fields: fields) == child)
        trace.state = nil
        trace.write(into: &fields)
        #expect(fields["tracestate"] == nil)
    }

    @Test func newTracesAreValid() {
        for _ in 0..<100 {
            let trace = TraceContext.make()
            #expect(TraceContext(trace.description) == trace)
        }
    }
}
