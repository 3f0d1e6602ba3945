/// The body of a message in the queue `mails`: somebody wants to read about an order.
struct Mail: Codable, Sendable, Equatable {
    /// A mail address.
    var to: String
    /// The id of the order.
    var order: String

    /// Whether it makes sense to try; a mail server decides the rest.
    var hasAddress: Bool {
        let parts = to.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !to.contains { $0.isWhitespace || $0.isNewline }
    }
}
