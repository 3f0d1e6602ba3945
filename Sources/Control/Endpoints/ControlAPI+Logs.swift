import Access
import MeridianCore
import NIOCore
import Persistence
import Telemetry
import Traces

extension ControlAPI {
    private static let mostLines = 10_000

    /// Log lines as JSON lines: the newest `limit` that are kept, and with `follow` those that come. Who reads too slowly
    /// for those gets a line that tells how many were dropped.
    func readLogs(_ request: ControlRequest) async throws -> ControlResponse {
        let filter = try filter(of: request)
        let limit = try request.number("limit", in: 0...Self.mostLines) ?? 200
        let logs = platform.logs
        guard request.flag("follow") else {
            let archive = platform.telemetry.logs
            let entries = try await Blocking.run { try archive.search(filter, limit: limit) }
            return ControlResponse { writer in
                for entry in entries { try await writer.write(Self.line(entry)) }
            }
        }
        return ControlResponse { writer in
            let subscription = logs.subscribe(filter, replay: limit)
            var dropped = 0
            for await entry in subscription.entries {
                if subscription.dropped > dropped {
                    try await writer.write(Self.line(.dropped(subscription.dropped - dropped, of: filter.service)))
                    dropped = subscription.dropped
                }
                try await writer.write(Self.line(entry))
            }
        }
    }

    private func filter(of request: ControlRequest) throws(MeridianError) -> LogFilter {
        var filter = LogFilter(
            requestID: request.query["request"], text: request.query["text"].flatMap { $0.isEmpty ? nil : $0 },
            since: try request.since())
        if let text = request.query["service"] {
            filter.service = ServiceName(text)
            guard filter.service != nil else { throw bad("service", text, ServiceName.rule) }
        }
        if let service = filter.service {
            try request.principal.require(.readLogs, on: service)
        } else {
            try request.principal.require(.readLogs)
        }
        if let text = request.query["function"] {
            filter.function = FunctionName(text)
            guard filter.function != nil else { throw bad("function", text, FunctionName.rule) }
        }
        if let text = request.query["level"] {
            filter.minimumLevel = LogLevel(rawValue: text)
            guard filter.minimumLevel != nil else {
                throw bad("level", text, LogLevel.allCases.map(\.rawValue).joined(separator: ", "))
            }
        }
        return filter
    }

    private func bad(_ name: String, _ value: String, _ rule: String) -> MeridianError {
        MeridianError(.badControlRequest, "'\(name)=\(value)' can't be: \(rule)", status: 400)
    }

    private static func line(_ entry: LogEntry) throws -> ByteBuffer {
        var line = try ControlJSON.encode(entry)
        line.writeStaticString("\n")
        return line
    }
}

extension LogEntry {
    /// What stands in a followed log in place of lines that its reader was too slow for.
    fileprivate static func dropped(_ count: Int, of service: ServiceName?) -> LogEntry {
        LogEntry(
            service: service, level: .warning, stream: .platform,
            message: "\(count) lines were dropped here: they came faster than they were read",
            metadata: ["dropped": String(count)])
    }
}
