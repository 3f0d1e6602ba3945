import Delivery
import JSONCodec
import MeridianCore
import NIOCore
import Persistence

/// What a function answers to a batch: nothing when it worked on all messages, or which of them are to come again, in
/// the shape that Lambda has for it.
struct BatchAnswer: Decodable {
    private struct Item: Decodable {
        var itemIdentifier: String
    }

    private var batchItemFailures: [Item]

    /// Any other answer says that all went well.
    init(_ body: ByteBuffer) {
        self = (try? JSON.decode(BatchAnswer.self, from: body)) ?? BatchAnswer(batchItemFailures: [])
    }

    private init(batchItemFailures: [Item]) {
        self.batchItemFailures = batchItemFailures
    }

    func outcome(_ calls: [DueCall]) -> DeliveryOutcome {
        guard !batchItemFailures.isEmpty else { return .taken(ByteBuffer()) }
        let error = MeridianError(.deliveryFailed, "the function asked for the message again")
        let failed = Set(batchItemFailures.map(\.itemIdentifier))
        let known = Set(calls.map(\.event.id).filter { failed.contains("\($0)") })
        // A failure that names no message of the batch is one of all.
        guard known.count == failed.count else { return .failed(reason: error.description) }
        return .partly(failed: known, reason: error.description)
    }
}
