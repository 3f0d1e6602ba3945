import FoundationEssentials
import GRDB
import MeridianCore
import NIOCore

extension SQLiteDocumentStore {
    /// Changes after which a page of the history ends.
    private static let historyPage = 256

    public func watch(prefix: String, after revision: Revision) async throws -> DocumentWatch {
        try await file.read { [file] database in
            let compacted = try DocumentState.read(database, file.path).compacted
            guard revision >= compacted else { throw MeridianError.tooFarBehind(revision, compacted: compacted) }
        }
        return DocumentWatch(after: revision) { try await self.history(prefix, after: $0) }
    }

    private func history(_ prefix: String, after position: Revision) async throws -> DocumentHistoryPage? {
        await signal.wait(beyond: position.rawValue)
        guard !signal.isClosed else { return nil }
        try Task.checkCancellation()
        return try await file.read { [file] database in
            let state = try DocumentState.read(database, file.path)
            guard position >= state.compacted else {
                throw MeridianError.tooFarBehind(position, compacted: state.compacted)
            }
            let rows = try database.rows(
                """
                SELECT id, key, value, checksum FROM changes
                WHERE id >= ? AND key >= ? AND key < ? ORDER BY id
                """,
                [ChangeRow.firstID(of: position.next), prefix, KeyRange.end(of: prefix)])
            var page = DocumentHistoryPage(commits: [], through: state.revision)
            var changes = 0
            var bytes = 0
            while let row = try rows.next() {
                let change = ChangeRow(id: row[0], row, at: 1)
                if change.revision != page.commits.last?.revision {
                    // A commit is never divided.
                    if let last = page.commits.last, changes >= Self.historyPage || bytes >= Self.pageBytes {
                        page.through = last.revision
                        break
                    }
                    page.commits.append(DocumentCommit(revision: change.revision))
                }
                try Self.add(change, to: &page.commits[page.commits.count - 1], file.path)
                changes += 1
                bytes += change.value?.count ?? 0
            }
            for index in page.commits.indices {
                page.commits[index].written.sort { $0.key < $1.key }
                page.commits[index].removed.sort()
            }
            return page
        }
    }

    private static func add(_ change: ChangeRow, to commit: inout DocumentCommit, _ path: String) throws {
        guard !change.isDamaged, let key = change.key.flatMap(DocumentKey.init(rawValue:)) else {
            throw MeridianError(
                .storeDamaged,
                "the history of '\(path)' is damaged at revision \(change.revision); list the documents again and watch "
                    + "from there")
        }
        if let document = change.document(key) {
            commit.written.append(document)
        } else {
            commit.removed.append(key)
        }
    }
}
