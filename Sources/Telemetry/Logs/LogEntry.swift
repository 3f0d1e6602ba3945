public import MeridianCore

/// One line of a service's or the platform's log.
public struct LogEntry: Sendable, Codable, Equatable {
    /// Where a line came from.
    public enum Stream: String, Sendable, Codable {
        /// What a worker wrote.
        case stdout, stderr
        /// What the platform says: starts, stops, failures.
        case platform
        /// One line per request that was answered.
        case access
    }

    public var time: Timestamp
    /// `nil` for lines of the platform that concern no service.
    public var service: ServiceName?
    /// The number of the release.
    public var release: Int?
    public var function: FunctionName?
    /// Names the instance, by its process id.
    public var instance: String?
    public var requestID: String?
    public var level: LogLevel
    public var stream: Stream
    public var message: String
    public var metadata: [String: String]

    public init(
        time: Timestamp = .now, service: ServiceName? = nil, release: Int? = nil, function: FunctionName? = nil,
        instance: String? = nil, requestID: String? = nil, level: LogLevel = .info, stream: Stream,
        message: String, metadata: [String: String] = [:]
    ) {
        self.time = time
        self.service = service
        self.release = release
        self.function = function
        self.instance = instance
        self.requestID = requestID
        self.level = level
        self.stream = stream
        self.message = message
        self.metadata = metadata
    }

    private enum CodingKeys: String, CodingKey {
        case time, service, release, function, instance, requestID, level, stream, message, metadata
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            time: try container.decode(Timestamp.self, forKey: .time),
            service: try container.decodeIfPresent(ServiceName.self, forKey: .service),
            release: try container.decodeIfPresent(Int.self, forKey: .release),
            function: try container.decodeIfPresent(FunctionName.self, forKey: .function),
            instance: try container.decodeIfPresent(String.self, forKey: .instance),
            requestID: try container.decodeIfPresent(String.self, forKey: .requestID),
            level: try container.decode(LogLevel.self, forKey: .level),
            stream: try container.decode(Stream.self, forKey: .stream),
            message: try container.decode(String.self, forKey: .message),
            metadata: try container.decodeIfPresent([String: String].self, forKey: .metadata) ?? [:])
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(time, forKey: .time)
        try container.encodeIfPresent(service, forKey: .service)
        try container.encodeIfPresent(release, forKey: .release)
        try container.encodeIfPresent(function, forKey: .function)
        try container.encodeIfPresent(instance, forKey: .instance)
        try container.encodeIfPresent(requestID, forKey: .requestID)
        try container.encode(level, forKey: .level)
        try container.encode(stream, forKey: .stream)
        try container.encode(message, forKey: .message)
        if !metadata.isEmpty { try container.encode(metadata, forKey: .metadata) }
    }

    /// Roughly what the entry weighs in memory, in bytes; what the store's limits count.
    var weight: Int {
        var bytes = 200 + message.utf8.count
        for (key, value) in metadata { bytes += 64 + key.utf8.count + value.utf8.count }
        return bytes
    }
}
