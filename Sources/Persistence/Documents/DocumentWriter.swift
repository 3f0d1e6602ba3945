import FoundationEssentials
import GRDB
import MeridianCore
import NIOCore

/// The one row that tells where a store of documents stands.
struct DocumentState {
    var revision: Revision
    /// The history begins after it.
    var compacted: Revision

    /// - Throws: ``ErrorCode/storeDamaged`` when it can't be true.
    static func read(_ database: Database, _ path: String) throws -> DocumentState {
        let row = try database.row("SELECT revision, compacted FROM state")
        let last = try database.integer("SELECT max(id) FROM changes") ?? 0
        guard let row, let revision = row[0] as Int64?, let compacted = row[1] as Int64?,
            (0...revision).contains(compacted), last >> ChangeRow.ordinalBits <= revision
        else {
            throw MeridianError(.storeDamaged, "the revision of '\(path)' is damaged; restore the last backup")
        }
        return DocumentState(revision: Revision(revision), compacted: Revision(compacted))
    }

    func write(_ database: Database) throws {
        try database.run("UPDATE state SET revision = ?, compacted = ?", [revision.rawValue, compacted.rawValue])
    }
}

/// A row of the table of changes: what a document became, or, without a value, that it was removed.
struct ChangeRow {
    /// Of its id, below the revision: its place in the commit. Commits have at most 1,000 changes.
    static let ordinalBits: Int64 = 10

    var id: Int64
    var key: String?
    var value: Data?
    var checksum: Int64?

    /// - Parameter column: Of the key; value and checksum follow it.
    init(id: Int64, _ row: Row, at column: Int) {
        self.id = id
        key = row[column]
        value = row[column + 1]
        checksum = row[column + 2]
    }

    init(id: Int64, key: String, value: Data?) {
        self.id = id
        self.key = key
        self.value = value
        checksum = sum
    }

    static func firstID(of revision: Revision) -> Int64 { revision.rawValue << ordinalBits }

    var revision: Revision { Revision(id >> Self.ordinalBits) }

    private var sum: Int64 {
        var sum = RowChecksum()
        sum.add(id)
        sum.add(key)
        sum.add(value)
        return sum.value
    }

    var isDamaged: Bool { key == nil || checksum != sum }

    /// - Returns: `nil` unless the row is whole and of the key.
    func document(_ key: DocumentKey) -> Document? {
        guard !isDamaged, self.key == key.rawValue, let value else { return nil }
        return Document(key: key, value: ByteBuffer(bytes: value), revision: revision)
    }

    func insert(_ database: Database) throws {
        try database.run("INSERT INTO changes VALUES (?, ?, ?, ?)", [id, key, value, checksum])
    }
}

/// Makes commits within a transaction.
struct DocumentWriter {
    let database: Database
    let path: String
    let historyLimit: Int64

    func commit(_ changes: [DocumentChange]) throws -> Revision {
        var state = try DocumentState.read(database, path)
        let replaced = try changes.map { change in
            let current = try currentChange(change.key)
            let revision = current.map { Revision($0 >> ChangeRow.ordinalBits) }
            guard change.condition.holds(revision) else {
                throw DocumentConflict(key: change.key, expected: change.condition, actual: revision).error
            }
            return current
        }
        var next = ChangeRow.firstID(of: state.revision.next)
        for (change, current) in zip(changes, replaced) {
            switch change.action {
            case .put(let value):
                try ChangeRow(id: next, key: change.key.rawValue, value: value.data).insert(database)
                try database.run("INSERT OR REPLACE INTO documents VALUES (?, ?)", [change.key.rawValue, next])
            case .remove where current != nil:
                try ChangeRow(id: next, key: change.key.rawValue, value: nil).insert(database)
                try database.run("DELETE FROM documents WHERE key = ?", [change.key.rawValue])
            case .remove, .check:
                continue
            }
            // Compaction passes it by: it was a document then.
            if let current, current < ChangeRow.firstID(of: state.compacted.next) {
                try database.run("DELETE FROM changes WHERE id = ?", [current])
            }
            next += 1
        }
        guard next > ChangeRow.firstID(of: state.revision.next) else { return state.revision }
        state.revision = state.revision.next
        let surplus = state.revision.rawValue - state.compacted.rawValue - historyLimit
        if surplus > max(historyLimit / 4, 1) {
            try compact(&state, through: Revision(state.compacted.rawValue + surplus))
        }
        try state.write(database)
        return state.revision
    }

    /// Deletes what is neither a document nor history any more. Only what was history until now is looked at.
    func compact(_ state: inout DocumentState, through revision: Revision) throws {
        let revision = min(revision, state.revision)
        guard revision > state.compacted else { return }
        try database.run(
            """
            DELETE FROM changes WHERE id >= ? AND id < ? AND NOT EXISTS (
                SELECT 1 FROM documents WHERE documents.key = changes.key AND change = changes.id)
            """,
            [ChangeRow.firstID(of: state.compacted.next), ChangeRow.firstID(of: revision.next)])
        state.compacted = revision
    }

    private func currentChange(_ key: DocumentKey) throws -> Int64? {
        try database.integer("SELECT change FROM documents WHERE key = ?", [key.rawValue])
    }
}
