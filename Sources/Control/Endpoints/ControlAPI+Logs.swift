import Access
import MeridianCore
import NIOCore
import Telemetry

extension ControlAPI {
    private static let mostLines = 10_000

    /// Log lines as JSON lines: the newest `limit`, and with `follow` those that come.
    func readLogs(_ request: ControlRequest) async throws -> ControlResponse {
        let filter = try filter(of: request)
        let limit = try request.number("limit", in: 0...Self.mostLines) ?? 200
        let logs = platform.logs
        guard request.flag("follow") else {
            let entries = logs.recent(filter, limit: limit)
            return ControlResponse { writer in
                for entry in entries { try await writer.write(Self.line(entry)) }
            }
        }
        return ControlResponse { writer in
            let subscription = logs.subscribe(filter, replay: limit)
            for await entry in subscription.entries { try await writer.write(Self.line(entry)) }
        }
    }

    private func filter(of request: ControlRequest) throws(MeridianError) -> LogFilter {
        var filter = LogFilter(requestID: request.query["request"])
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
