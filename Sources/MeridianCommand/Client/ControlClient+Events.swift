import Control
import MeridianCore

extension ControlClient {
    /// Reads changes as they are made, of one service or of all that the token may see. When the platform ends the stream
    /// it is opened again where it was.
    /// - Parameter show: Gets the data of each event beside the first, as it came and as what it is.
    /// - Throws: ``CommandFailure`` when nothing answers, or with the problem that was answered.
    func watch(_ service: ServiceName?, _ show: (String, ChangeDocument) throws -> Void) async throws {
        var last: String?
        while true {
            var parser = EventStreamParser()
            let lines = lines(
                "/v1/watch", query: [("service", service?.rawValue)], fields: last.map { ["last-event-id": $0] } ?? [:],
                accepting: "text/event-stream")
            for try await line in lines {
                guard let event = parser.add(line) else { continue }
                last = event.id ?? last
                guard event.event != "open" else { continue }
                do {
                    try show(event.data, try CommandJSON.decode(ChangeDocument.self, from: .init(event.data.utf8)))
                } catch is DecodingError {
                    throw CommandFailure(
                        .unreadableEventStream, "\(base) sent an event '\(event.event)' that this version can't read")
                }
            }
        }
    }
}
