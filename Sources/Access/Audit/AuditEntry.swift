public import MeridianCore

/// A change to be recorded.
public struct AuditEntry: Sendable, Hashable {
    /// The name of the token that made it.
    public var actor: String
    /// What was done, for example `secret.set`.
    public var action: String
    /// To what, for example `services/shop/secrets/DB_PASSWORD`.
    public var subject: String
    public var requestID: String
    /// The address that the request came from; `nil` for a change that came from within.
    public var client: String?
    /// What was changed as it was, as JSON; `nil` when there was nothing.
    public var before: String?
    /// What was changed as it is, as JSON; `nil` when there is nothing any more.
    public var after: String?
    public var time: Timestamp

    public init(
        actor: String, action: String, subject: String, requestID: String, client: String? = nil,
        before: String? = nil, after: String? = nil, time: Timestamp = .now
    ) {
        self.actor = actor
        self.action = action
        self.subject = subject
        self.requestID = requestID
        self.client = client
        self.before = before
        self.after = after
        self.time = time
    }
}
