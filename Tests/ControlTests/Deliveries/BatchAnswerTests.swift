import Delivery
import MeridianCore
import NIOCore
import Persistence
import Testing

@testable import Control

@Suite("Answers to a batch")
struct BatchAnswerTests {
    private let calls = (1...3).map { number in
        DueCall(
            event: QueuedEvent(
                id: EventID(Int64(number)), lane: "f", head: "", payload: ByteBuffer(), orderingKey: nil,
                enqueuedAt: .now,
                attempts: 1),
            call: QueuedCall(kind: .queue, trigger: 0, target: "/q", fields: [:], body: ByteBuffer()))
    }

    @Test(
        "name the messages that are to come again",
        arguments: [
            (#"{"batchItemFailures":[{"itemIdentifier":"2"}]}"#, [2]), (#"{"failedMessages":["1","3"]}"#, [1, 3]),
            (#"{"batchItemFailures":[{"itemIdentifier":"9"}]}"#, [1, 2, 3]),
            (#"{"batchItemFailures":[]}"#, nil), ("{}", nil), ("", nil), ("sent", nil), ("[1]", nil),
            (#"{"batchItemFailures":"2"}"#, nil),
        ] as [(String, [Int64]?)])
    func failures(body: String, ids: [Int64]?) {
        let failed = BatchAnswer.failed(in: ByteBuffer(string: body), of: calls)
        #expect(failed == ids.map { Set($0.map { EventID($0) }) })
    }
}
