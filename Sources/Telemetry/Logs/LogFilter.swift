public import MeridianCore

/// Which log lines are wanted; what is `nil` or empty wants all.
public struct LogFilter: Sendable {
    public var service: ServiceName?
    public var function: FunctionName?
    public var requestID: String?
    public var minimumLevel: LogLevel?
    public var streams: Set<LogEntry.Stream>
    /// What the message or a value of the metadata has somewhere, letter by letter.
    public var text: String?
    /// Only lines from then on.
    public var since: Timestamp?

    public init(
        service: ServiceName? = nil, function: FunctionName? = nil, requestID: String? = nil,
        minimumLevel: LogLevel? = nil, streams: Set<LogEntry.Stream> = [], text: String? = nil,
        since: Timestamp? = nil
    ) {
        self.service = service
        self.function = function
        self.requestID = requestID
        self.minimumLevel = minimumLevel
        self.streams = streams
        self.text = text
        self.since = since
    }

    public func matches(_ entry: LogEntry) -> Bool {
        if let service, entry.service != service { return false }
        if let function, entry.function != function { return false }
        if let requestID, entry.requestID != requestID { return false }
        if let minimumLevel, entry.level < minimumLevel { return false }
        if let since, entry.time < since { return false }
        if let text, !entry.has(text) { return false }
        return streams.isEmpty || streams.contains(entry.stream)
    }
}

extension LogEntry {
    fileprivate func has(_ text: String) -> Bool {
        message.contains(text) || metadata.values.contains { $0.contains(text) }
    }
}
