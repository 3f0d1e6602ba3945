import JSONCodec
import MeridianCore
import NIOCore
import Persistence
import Releases

/// Where rollouts are kept:
///
///     rollouts/open/SERVICE                   the one that is under way
///     rollouts/ended/SERVICE/0000000007
struct RolloutStore: Sendable {
    /// How many ended rollouts of a service are kept.
    static let mostEnded = 20

    let documents: any DocumentStore

    static let open = "rollouts/open/"
    static let ended = "rollouts/ended/"

    /// A rollout as a commit left it.
    struct Stored: Sendable {
        var rollout: Rollout
        var revision: Revision
    }

    /// Every rollout that is under way, and what could not be read.
    func loadOpen() async throws -> (rollouts: [Stored], problems: [MeridianError]) {
        var rollouts: [Stored] = []
        var problems: [MeridianError] = []
        var after: DocumentKey?
        repeat {
            let page = try await documents.list(prefix: Self.open, after: after, limit: DocumentLimits.page)
            for document in page.documents {
                do throws(MeridianError) {
                    rollouts.append(try Self.decode(document))
                } catch {
                    problems.append(error)
                }
            }
            problems += page.damaged.map(Self.damaged)
            after = page.next
        } while after != nil
        return (rollouts, problems)
    }

    func open(of service: ServiceName) async throws -> Stored? {
        try await documents.get(Self.openKey(service)).map(Self.decode)
    }

    /// The newest first, without the one that is under way.
    func ended(of service: ServiceName) async throws -> [Rollout] {
        try await documents.list(prefix: Self.ended + service.rawValue + "/").documents.reversed()
            .map { try Self.decode($0).rollout }
    }

    /// Keeps a new rollout.
    /// - Throws: ``ErrorCode/rolloutUnderWay`` when there is one already.
    func create(_ rollout: Rollout) async throws -> Stored {
        do {
            let revision = try await documents.commit([
                .put(Self.openKey(rollout.service), try Self.encode(rollout), if: .absent)
            ])
            return Stored(rollout: rollout, revision: revision)
        } catch let error as MeridianError where error.code == .documentConflict {
            throw Self.underWay(rollout.service)
        }
    }

    static func underWay(_ service: ServiceName) -> MeridianError {
        MeridianError(
            .rolloutUnderWay, "a rollout of '\(service)' is under way; wait for it, promote it or abort it", status: 409
        )
    }

    /// Keeps a rollout as it is now; one that is over among the ended ones, of which the oldest are forgotten.
    /// - Throws: ``ErrorCode/documentConflict`` when someone else changed it meanwhile.
    func save(_ rollout: Rollout, over revision: Revision) async throws -> Revision {
        let key = Self.openKey(rollout.service)
        guard rollout.phase.isOver else {
            return try await documents.commit([.put(key, try Self.encode(rollout), if: .revision(revision))])
        }
        let prefix = Self.ended + rollout.service.rawValue + "/"
        let former = try await documents.list(prefix: prefix)
        let keys = (former.documents.map(\.key) + former.damaged).sorted()
        var changes: [DocumentChange] = [
            .remove(key, if: .revision(revision)),
            .put(Self.endedKey(rollout.service, rollout.id), try Self.encode(rollout)),
        ]
        changes += keys.dropLast(Self.mostEnded - 1).map { .remove($0) }
        return try await documents.commit(changes)
    }

    /// Forgets every rollout of a service.
    func removeAll(of service: ServiceName) async throws {
        let page = try await documents.list(prefix: Self.ended + service.rawValue + "/")
        try await documents.commit(
            ([Self.openKey(service)] + page.documents.map(\.key) + page.damaged).map { .remove($0) })
    }

    private static func openKey(_ service: ServiceName) -> DocumentKey {
        DocumentKey(rawValue: open + service.rawValue)!
    }

    private static func endedKey(_ service: ServiceName, _ id: Int) -> DocumentKey {
        // Of as many digits as 2³² has, so that documents are in the order of their numbers.
        let digits = String(id)
        let padding = String(repeating: "0", count: max(0, 10 - digits.count))
        return DocumentKey(rawValue: "\(ended)\(service)/\(padding)\(digits)")!
    }

    private static func encode(_ rollout: Rollout) throws -> ByteBuffer { try ControlJSON.encode(rollout) }

    private static func decode(_ document: Document) throws(MeridianError) -> Stored {
        do {
            return Stored(
                rollout: try JSON.decode(Rollout.self, from: document.value), revision: document.revision)
        } catch {
            throw damaged(document.key)
        }
    }

    private static func damaged(_ key: DocumentKey) -> MeridianError {
        MeridianError(.corruptedDocument, "the document '\(key)' can't be read; the rollout is left out")
    }
}
