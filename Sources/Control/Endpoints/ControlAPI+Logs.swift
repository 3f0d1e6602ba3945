import Access
import MeridianCore
import NIOCore
import Persistence
import Telemetry
import Traces

extension ControlAPI {
    static let mostLines = 10_000

    /// Log lines as JSON lines: the newest `limit` that are kept, and with `follow` those that come. Who reads too slowly
    /// for those gets a line that tells how many were dropped. Who accepts `text/event-stream` gets an event for each line
    /// and follows.
    func readLogs(_ request: ControlRequest) async throws -> ControlResponse {
        let filter = try filter(of: request)
        let limit = try request.number("limit", in: 0...Self.mostLines) ?? 200
        let logs = platform.logs
        if request.wantsEvents { return try followLogs(request, filter, limit: limit) }
        guard try request.flag("follow") else {
            let archive = platform.telemetry.logs
            let entries = try await Blocking.run { try archive.search(filter, limit: limit) }
            return ControlResponse { writer in
                for entry in entries { try await writer.write(Self.line(entry)) }
            }
        }
        return ControlResponse { writer in
            try await logs.follow(filter, replay: limit) { entry in try await writer.write(Self.line(entry)) }
        }
    }

    private func followLogs(
        _ request: ControlRequest, _ filter: LogFilter, limit: Int
    ) throws -> ControlResponse {
        var (filter, limit) = (filter, limit)
        let last = try request.lastLogPosition()
        if let last {
            // What was missed, whatever the limit of a first look is.
            filter.since = max(last.time, filter.since ?? last.time)
            limit = Self.mostLines
        }
        let seat = try platform.eventStreams.enter(request.principal.name)
        let logs = platform.logs
        return .events(platform.eventStreams.settings, seat: seat) { [filter, limit] stream in
            var position = LogPosition()
            var resumption = last.map { LogResumption(after: $0) }
            try await logs.follow(filter, replay: limit) { entry in
                position.pass(entry)
                if resumption?.isKnown(entry) == true { return }
                try await stream.send(ServerSentEvent("line", id: position.description, entry))
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

extension ControlRequest {
    /// What `Last-Event-ID` of a followed log says.
    fileprivate func lastLogPosition() throws(MeridianError) -> LogPosition? {
        guard let text = lastEventID, !text.isEmpty else { return nil }
        guard let position = LogPosition(text) else {
            throw MeridianError(
                .badControlRequest,
                "'Last-Event-ID: \(text)' is no id of an event of this stream; send the last one that came, or none",
                status: 400)
        }
        return position
    }
}

extension LogStore {
    /// Hands on lines as they come, with one that tells how many were dropped where there were too many.
    fileprivate func follow(
        _ filter: LogFilter, replay: Int, _ send: (LogEntry) async throws -> Void
    ) async throws {
        let subscription = subscribe(filter, replay: replay)
        var dropped = 0
        for await entry in subscription.entries {
            if subscription.dropped > dropped {
                try await send(.dropped(subscription.dropped - dropped, of: filter.service))
                dropped = subscription.dropped
            }
            try await send(entry)
        }
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
