public import Telemetry
public import Traces

/// A trace as far as the caller may see it: `GET /v1/traces/{id}`.
public struct TraceDocument: Sendable, Codable, Equatable {
    /// What was asked for: the id of a trace or of a request.
    public var id: String
    /// In the order in which they began.
    public var spans: [Span]
    /// Log lines of its requests, in the order in which they came.
    public var logs: [LogEntry]

    public init(id: String, spans: [Span], logs: [LogEntry]) {
        self.id = id
        self.spans = spans
        self.logs = logs
    }
}

/// `GET /v1/services/{service}/traces`
public struct TraceListDocument: Sendable, Codable, Equatable {
    /// The newest first, each without what was captured.
    public var spans: [Listed]

    public struct Listed: Sendable, Codable, Equatable {
        public var span: Span
        /// Whether it can be sent again.
        public var isCaptured: Bool

        public init(_ span: Span) {
            self.span = span
            isCaptured = span.capture != nil
            self.span.capture = nil
        }
    }

    public init(spans: [Span]) {
        self.spans = spans.map(Listed.init)
    }
}
