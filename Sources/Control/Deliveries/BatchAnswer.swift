import Delivery
import JSONCodec
import MeridianCore
import NIOCore
import Persistence

/// Which messages of a batch a function wants again, as its answer says it: a program by Lambda's `batchItemFailures`, a
/// function in Swift by the `failedMessages` of the problem that `BatchFailure` becomes.
struct BatchAnswer: Decodable {
    private struct Item: Decodable {
        var itemIdentifier: String
    }

    private var batchItemFailures: [Item]?
    private var failedMessages: [String]?

    /// - Returns: `nil` when the answer says nothing of single messages.
    static func failed(in body: ByteBuffer, of calls: [DueCall]) -> Set<EventID>? {
        guard let answer = try? JSON.decode(BatchAnswer.self, from: body) else { return nil }
        let named = Set(answer.batchItemFailures?.map(\.itemIdentifier) ?? answer.failedMessages ?? [])
        guard !named.isEmpty else { return nil }
        let failed = Set(calls.map(\.event.id).filter { named.contains("\($0)") })
        // An answer that names something else than messages of the batch is about all of them.
        return failed.count == named.count ? failed : Set(calls.map(\.event.id))
    }
}
