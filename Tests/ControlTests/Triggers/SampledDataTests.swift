import Meridian
import MeridianCore
import Testing

@testable import Control

@Suite struct SampledDataTests {
    @Test func whatTheCommandPrintsIsTakenWhole() throws {
        let request = SampledData.request(
            ["method": "POST", "path": "/items?a=1", "headers": ["content-type": "text/plain"], "body": "hi"])
        #expect(
            request
                == InvocationDocument(
                    method: "POST", path: "/items?a=1", headers: ["content-type": "text/plain"], body: "hi"))
        let timer = SampledData.timer(["time": "2026-03-01T09:30:00Z", "payload": "p"])
        #expect(timer?.time == Timestamp("2026-03-01T09:30:00Z"))
        #expect(timer?.payload == "p")
        let event = try SampledData.event(
            ["specversion": "1.0", "id": "7", "source": "/till", "type": "paid", "data": ["order": "1"]])
        #expect(event?.id == "7")
        #expect(event.map { String(buffer: $0.data) } == #"{"order":"1"}"#)
        let messages = SampledData.messages([["id": "m", "attempt": 2, "body": ["to": "a"]]])
        #expect(messages == [QueueMessage(id: "m", attempt: 2, body: ["to": "a"])])
    }

    @Test(
        arguments: [
            nil, "text", ["path": "/", "method": 1], ["time": "noon"], ["payload": "p"], [1, 2], [], ["order": "1001"],
            [["id": "m", "attempt": 1, "body": 1, "more": true]], [["id": "m", "body": 1]],
            ["method": "GET", "path": "/", "colour": "red"], ["id": "1", "type": "t"],
        ] as [JSONValue?])
    func anythingElseIsAPayload(data: JSONValue?) throws {
        #expect(SampledData.request(data) == nil)
        #expect(SampledData.timer(data) == nil)
        #expect(try SampledData.event(data) == nil)
        #expect(SampledData.messages(data) == nil)
    }
}
