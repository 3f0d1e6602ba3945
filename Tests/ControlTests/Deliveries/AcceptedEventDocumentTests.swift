import MeridianCore
import NIOCore
import Testing

@testable import Control

@Suite("The answer for accepted events")
struct AcceptedEventDocumentTests {
    @Test("is what the encoder of the control API writes")
    func json() throws {
        let call = AcceptedCallDocument(
            service: ServiceName("shop")!, function: FunctionName("paid")!, id: .max, isDuplicate: true)
        let documents = [
            AcceptedEventsDocument(events: []),
            AcceptedEventsDocument(events: [AcceptedEventDocument(id: "1", source: "/s", accepted: [])]),
            AcceptedEventsDocument(events: [
                AcceptedEventDocument(id: "\"ä\\\n", source: "/\u{1F600}", accepted: [call, call]),
                AcceptedEventDocument(id: "2", source: "/s", accepted: [call]),
            ]),
        ]
        for document in documents {
            #expect(String(buffer: document.json) == String(buffer: try ControlJSON.encode(document)))
        }
    }
}
