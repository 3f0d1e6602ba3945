import JSONCodec
import MeridianCore
import NIOCore

/// How a delivery went.
struct DeliveryOutcome: Sendable {
    /// What the first function that was called has answered.
    var answer: CollectedAnswer?
    /// The first answer that is a problem.
    var problem: CollectedAnswer?
    /// The messages that were delivered.
    var messages = 0
    /// The ids of those that are to come again.
    var failedMessages: [String] = []

    /// Whether only some messages failed.
    var isPartial: Bool { !failedMessages.isEmpty && failedMessages.count < messages }

    var failure: DeliveryFailure? { problem.map { DeliveryFailure($0) } }
}

/// A failed delivery as platforms want it told: a word and a sentence.
struct DeliveryFailure: Sendable, Equatable {
    /// The number of an error, the type of a problem, or its status.
    var type: String
    var message: String

    init(_ error: MeridianError) {
        type = error.code.description
        message = error.message
    }

    init(_ answer: CollectedAnswer) {
        if let failure = answer.failure {
            type = failure.code.description
            message = failure.message
            return
        }
        let members = JSONMembers(answer.body)
        let kind = members?.text("type").flatMap { $0 == "about:blank" ? nil : $0 }
        type = members?.text("code") ?? kind ?? "Status.\(answer.head.status)"
        message =
            members?.text("detail") ?? members?.text("title") ?? "the function answered \(answer.head.status)"
    }

    /// `{"errorMessage": …, "errorType": …, "stackTrace": []}`, as Lambda and its likes have it.
    var document: ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("errorMessage")
        writer.write(message)
        writer.key("errorType")
        writer.write(type)
        writer.key("stackTrace")
        writer.beginArray()
        writer.endArray()
        writer.endObject()
        return writer.finish()
    }
}
