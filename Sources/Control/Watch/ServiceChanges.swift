import JSONCodec
import MeridianCore
import Persistence
import Releases

/// What commits to the store mean for services: their releases, aliases and rollouts.
///
/// A change is told when it is on disk. The gateway goes by it right after.
struct ServiceChanges: Sendable {
    let documents: any DocumentStore
    let addresses: ServiceAddresses

    /// Begins to watch.
    /// - Parameter position: Where to go on; `nil`, or one that is no longer in the history, begins with what comes now.
    func begin(after position: Revision?) async throws -> (watch: DocumentWatch, opening: WatchOpeningDocument) {
        let now = try await documents.revision()
        // A store that was put back to an earlier state does not know a later one.
        if let position, position <= now {
            do {
                let watch = try await documents.watch(prefix: "", after: position)
                return (watch, WatchOpeningDocument(revision: position.rawValue, isResumed: true))
            } catch let error as MeridianError where error.code == .watchTooFarBehind {}
        }
        return (
            try await documents.watch(prefix: "", after: now),
            WatchOpeningDocument(revision: now.rawValue, isResumed: false)
        )
    }

    /// The changes of a commit; what can't be read is left out, as it is where it is listed.
    func changes(in commit: DocumentCommit) -> [ChangeDocument] {
        commit.written.compactMap(written) + commit.removed.compactMap(removed)
    }

    private func written(_ document: Document) -> ChangeDocument? {
        switch WatchedKey(document.key) {
        case .release(let service, _)?:
            guard let record = try? ControlJSON.decode(ReleaseRecord.self, from: document.value) else { return nil }
            return ChangeDocument(
                .release, of: service, name: String(record.number),
                release: .init(
                    number: record.number, digest: record.digest.rawValue, size: record.size,
                    publishedAt: record.publishedAt, author: record.author, source: record.source,
                    address: addresses.preview(of: service, release: record.number)))
        case .alias(let service, let name)?:
            guard let record = try? ControlJSON.decode(AliasRecord.self, from: document.value) else { return nil }
            let stored = ServiceCatalog.StoredAlias(record: record, revision: .revision(document.revision))
            return ChangeDocument(
                .alias, of: service, name: name.rawValue, alias: addresses.document(of: name, stored, of: service))
        case .rollout(let service)?:
            guard let rollout = try? JSON.decode(Rollout.self, from: document.value) else { return nil }
            return ChangeDocument(
                .rollout, of: service, name: String(rollout.id), rollout: RolloutDocument(rollout))
        case .service?, nil:
            // It changes with every release, which is told by itself.
            return nil
        }
    }

    private func removed(_ key: DocumentKey) -> ChangeDocument? {
        switch WatchedKey(key) {
        case .service(let service)?: ChangeDocument(.service, of: service, isRemoved: true)
        case .release(let service, let number)?:
            ChangeDocument(.release, of: service, name: String(number), isRemoved: true)
        case .alias(let service, let name)?:
            ChangeDocument(.alias, of: service, name: name.rawValue, isRemoved: true)
        // One that is over was written elsewhere in the same commit; old ones are forgotten without a word.
        case .rollout?, nil: nil
        }
    }
}

/// What a key of the store names; see ``ReleaseStore`` and ``RolloutStore``.
private enum WatchedKey {
    case service(ServiceName)
    case release(ServiceName, Int)
    case alias(ServiceName, AliasName)
    case rollout(ServiceName)

    init?(_ key: DocumentKey) {
        /// The parts behind a prefix, when there are so many.
        func parts(behind prefix: String, _ count: Int) -> [String]? {
            guard key.rawValue.hasPrefix(prefix) else { return nil }
            let parts = key.rawValue.dropFirst(prefix.count).split(separator: "/").map(String.init)
            return parts.count == count ? parts : nil
        }
        if let parts = parts(behind: ReleaseStore.services, 1), let service = ServiceName(parts[0]) {
            self = .service(service)
        } else if let parts = parts(behind: ReleaseStore.releases, 2), let service = ServiceName(parts[0]),
            let number = Int(parts[1])
        {
            self = .release(service, number)
        } else if let parts = parts(behind: ReleaseStore.aliases, 2), let service = ServiceName(parts[0]),
            let alias = AliasName(parts[1])
        {
            self = .alias(service, alias)
        } else if let parts = parts(behind: RolloutStore.open, 1) ?? parts(behind: RolloutStore.ended, 2),
            let service = ServiceName(parts[0])
        {
            self = .rollout(service)
        } else {
            return nil
        }
    }
}
