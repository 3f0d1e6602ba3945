import MeridianCore
public import Telemetry

/// What is sent to `/v1/logs`.
public struct OTLPLogs: Encodable, Sendable, Equatable {
    public struct ResourceLogs: Encodable, Sendable, Equatable {
        public var resource: OTLP.Resource
        public var scopeLogs: [ScopeLogs]
    }

    public struct ScopeLogs: Encodable, Sendable, Equatable {
        public var scope = OTLP.Scope()
        public var logRecords: [Record]
    }

    public struct Record: Encodable, Sendable, Equatable {
        public var timeUnixNano: String
        /// 1 to 24.
        public var severityNumber: Int
        public var severityText: String
        public var body: OTLP.Value
        public var attributes: [OTLP.Attribute]
        /// The request's id, where it can be that of a trace.
        public var traceId: String?
    }

    public var resourceLogs: [ResourceLogs]

    /// A resource for each service, and one for the platform.
    public init(_ entries: [LogEntry], from origin: OTLP.Origin) {
        resourceLogs = Dictionary(grouping: entries) { $0.service?.rawValue ?? "meridian" }
            .sorted { $0.key < $1.key }
            .map { service, entries in
                ResourceLogs(
                    resource: .init(service: service, of: origin),
                    scopeLogs: [ScopeLogs(logRecords: entries.map(Record.init))])
            }
    }
}

extension OTLPLogs.Record {
    init(_ entry: LogEntry) {
        timeUnixNano = OTLP.time(entry.time)
        severityNumber = entry.level.severity
        severityText = entry.level.rawValue.uppercased()
        body = .text(entry.message)
        var attributes: [OTLP.Attribute] = [.init("log.iostream", .text(entry.stream.rawValue))]
        if let function = entry.function { attributes.append(.init("faas.name", .text(function.rawValue))) }
        if let release = entry.release { attributes.append(.init("faas.version", .text(String(release)))) }
        if let request = entry.requestID { attributes.append(.init("meridian.request.id", .text(request))) }
        for (name, value) in entry.metadata.sorted(by: { $0.key < $1.key }) {
            attributes.append(.init(name, .text(value)))
        }
        self.attributes = attributes
        traceId = entry.requestID.flatMap { SpanHead.halves($0) == nil ? nil : $0 }
    }
}

extension LogLevel {
    /// Of OpenTelemetry's data model of logs.
    fileprivate var severity: Int {
        switch self {
        case .trace: 1
        case .debug: 5
        case .info: 9
        case .notice: 10
        case .warning: 13
        case .error: 17
        case .critical: 21
        }
    }
}
