public import Meridian
public import MeridianCore

/// A part of the audit log: `GET /v1/audit`.
public struct AuditDocument: Sendable, Codable, Equatable {
    public struct Record: Sendable, Codable, Equatable {
        public var number: Int
        public var time: Timestamp
        /// The name of the token; `owner` for the owner's.
        public var actor: String
        public var action: String
        public var subject: String
        public var requestId: String
        public var client: String?
        /// Absent when there was nothing.
        public var before: JSONValue?
        /// Absent when there is nothing any more.
        public var after: JSONValue?

        public init(
            number: Int, time: Timestamp, actor: String, action: String, subject: String, requestId: String,
            client: String? = nil, before: JSONValue? = nil, after: JSONValue? = nil
        ) {
            self.number = number
            self.time = time
            self.actor = actor
            self.action = action
            self.subject = subject
            self.requestId = requestId
            self.client = client
            self.before = before
            self.after = after
        }
    }

    /// The newest first.
    public var records: [Record]
    /// What to give as `before` for the next page; absent on the last.
    public var next: Int?

    public init(records: [Record], next: Int? = nil) {
        self.records = records
        self.next = next
    }
}

/// What is wrong with the audit log: `GET /v1/audit/verification`.
public struct AuditVerificationDocument: Sendable, Codable, Equatable {
    /// How many records there are.
    public var records: Int
    /// The SHA-256 of the last record.
    public var digest: String
    /// Empty when every record is there, in order and unchanged.
    public var problems: [String]

    public init(records: Int, digest: String, problems: [String]) {
        self.records = records
        self.digest = digest
        self.problems = problems
    }
}
