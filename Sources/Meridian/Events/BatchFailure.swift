import JSONCodec
import MeridianCore

/// Thrown by a function that takes a queue, to say which messages of its batch are to come again; the others are done.
///
/// ```swift
/// let failed = messages.filter { !send($0.body) }
/// if !failed.isEmpty { throw BatchFailure(messages: failed.map(\.id)) }
/// ```
/// Where the platform can't tell messages apart the whole batch comes again.
public struct BatchFailure: Error, ProblemConvertible {
    /// Their ids.
    public var messages: [String]

    public init(messages: [String]) {
        self.messages = messages
    }

    public func asProblem() -> Problem {
        Problem(
            .batchPartlyFailed, "\(messages.count) messages of the batch have failed", status: 500,
            extensions: [Self.member: .array(messages.map(JSONValue.string))])
    }

    private static let member = "failedMessages"

    /// The ids that a function's answer names; none when it says nothing of single messages.
    static func messages(in answer: CollectedAnswer) -> [String] {
        JSONMembers(answer.body)?.strings(member) ?? []
    }
}
