import Access
import MeridianCore
import Persistence

extension ControlAPI {
    /// Changes of services, their releases, aliases and rollouts, as they are made: of the service that the query names,
    /// or of all that the token may read. A client that comes again with `Last-Event-ID` misses nothing.
    func watchChanges(_ request: ControlRequest) async throws -> ControlResponse {
        let service = try request.watchedService()
        let principal = request.principal
        if let service {
            try principal.require(.readServices, on: service)
            _ = try await services.service(service)
        }
        let position = try request.lastRevision()
        let seat = try platform.eventStreams.enter(principal.name)
        let changes = ServiceChanges(documents: platform.stores.documents, addresses: addresses)
        let (watch, opening) = try await changes.begin(after: position)
        return .events(platform.eventStreams.settings, seat: seat) { stream in
            try await stream.send(ServerSentEvent("open", id: String(opening.revision), opening))
            for try await commit in watch {
                let seen = changes.changes(in: commit).filter { change in
                    service.map { $0 == change.service } ?? principal.may(.readServices, on: change.service)
                }
                for (index, change) in seen.enumerated() {
                    // A commit is read whole or read again.
                    let id = index == seen.count - 1 ? "\(commit.revision)" : nil
                    try await stream.send(ServerSentEvent(change.kind.rawValue, id: id, change))
                }
            }
        }
    }
}

extension ControlRequest {
    /// The service of the query.
    fileprivate func watchedService() throws(MeridianError) -> ServiceName? {
        guard let text = query["service"] else { return nil }
        guard let service = ServiceName(text) else {
            throw MeridianError(.badControlRequest, "'service=\(text)' can't be: \(ServiceName.rule)", status: 400)
        }
        return service
    }

    /// What `Last-Event-ID` of a watch says.
    fileprivate func lastRevision() throws(MeridianError) -> Revision? {
        guard let text = lastEventID, !text.isEmpty else { return nil }
        guard let number = Int64(text), number >= 0 else {
            throw MeridianError(
                .badControlRequest,
                "'Last-Event-ID: \(text)' is no id of an event of this stream; send the last one that came, or none",
                status: 400)
        }
        return Revision(number)
    }
}
