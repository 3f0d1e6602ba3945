import MeridianCore
import NIOCore

/// Sends events. What a slow client has not taken holds its sender up; nothing is kept for it.
struct EventStreamWriter: Sendable {
    private let writer: ResponseWriter

    fileprivate init(_ writer: ResponseWriter) {
        self.writer = writer
    }

    /// - Throws: When the client has gone away.
    func send(_ event: ServerSentEvent) async throws {
        try await writer.write(event.bytes)
    }
}

extension ControlResponse {
    static let eventStreamType = "text/event-stream"

    /// Events as they come, with comments in between that show that it is alive.
    /// - Parameters:
    ///   - seat: Kept until the stream is over.
    ///   - body: Sends them; the stream is over when it returns, when the client goes away, or when it is old enough.
    static func events(
        _ settings: EventStreamSettings, seat: EventStreams.Seat,
        _ body: @escaping @Sendable (EventStreamWriter) async throws -> Void
    ) -> ControlResponse {
        let head = ResponseHead(
            fields: [
                "content-type": eventStreamType, "cache-control": "no-store",
                // nginx would collect what is meant to arrive at once.
                "x-accel-buffering": "no",
            ])
        return ControlResponse(
            head: head,
            body: .streamed { writer in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await body(EventStreamWriter(writer)) }
                    group.addTask {
                        while true {
                            try await Task.sleep(for: settings.heartbeat)
                            try await writer.write(ServerSentEvent.heartbeat)
                        }
                    }
                    group.addTask { try await Task.sleep(for: settings.longest) }
                    defer { group.cancelAll() }
                    try await group.next()
                }
                _ = seat
            })
    }
}

extension ControlRequest {
    /// Whether `Accept` names the type of event streams.
    var wantsEvents: Bool {
        head.fields.values("accept").contains { value in
            value.split(separator: ",").contains { range in
                range.prefix { $0 != ";" }.filter { $0 != " " }.lowercased() == ControlResponse.eventStreamType
            }
        }
    }

    /// What a client that comes again read last.
    var lastEventID: String? { head.fields["last-event-id"] }
}
