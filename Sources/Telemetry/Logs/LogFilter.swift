public import MeridianCore

/// Which log lines are wanted; what is `nil` or empty wants all.
public struct LogFilter: Sendable {
    public var service: ServiceName?
    public var function: FunctionName?
    public var requestID: String?
    public var minimumLevel: LogLevel?
    public var streams: Set<LogEntry.Stream>

    public init(
        service: ServiceName? = nil, function: FunctionName? = nil, requestID: String? = nil,
        minimumLevel: LogLevel? = nil, streams: Set<LogEntry.Stream> = []
    ) {
        self.service = service
        self.function = function
        self.requestID = requestID
        self.minimumLevel = minimumLevel
        self.streams = streams
    }

    public func matches(_ entry: LogEntry) -> Bool {
        if let service, entry.service != service { return false }
        if let function, entry.function != function { return false }
        if let requestID, entry.requestID != requestID { return false }
        if let minimumLevel, entry.level < minimumLevel { return false }
        return streams.isEmpty || streams.contains(entry.stream)
    }
}
