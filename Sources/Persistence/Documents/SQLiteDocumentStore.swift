import FoundationEssentials
import GRDB
public import MeridianCore
import NIOCore

/// Documents in an SQLite file.
///
/// Each change is written once, into the table of changes, which is the history; a document points at the change that
/// made it. Every row of it carries a checksum.
public final class SQLiteDocumentStore: DocumentStore {
    let file: SQLiteFile
    let signal: ChangeSignal
    private let historyLimit: Int64

    /// Opens the file, making it if need be; blocks.
    /// - Parameters:
    ///   - path: In a directory that exists.
    ///   - historyLimit: Commits that a watch may at least be behind.
    /// - Throws: ``MeridianCore/ErrorCode/storeInUse``, ``MeridianCore/ErrorCode/storeUnusable``,
    ///   ``MeridianCore/ErrorCode/storeDamaged``, ``MeridianCore/ErrorCode/storeTooNew``.
    public convenience init(path: String, historyLimit: Int = 1_000) throws(MeridianError) {
        try self.init(path: path, historyLimit: historyLimit, maximumPages: nil)
    }

    init(path: String, historyLimit: Int, maximumPages: Int?) throws(MeridianError) {
        file = try SQLiteFile(path, schema: Self.schema, maximumPages: maximumPages)
        self.historyLimit = Int64(historyLimit)
        signal = ChangeSignal(try file.blockingRead { try DocumentState.read($0, path) }.revision.rawValue)
    }

    static let schema = SQLiteSchema(
        identifier: 0x4D65_7201,
        steps: [
            """
            CREATE TABLE changes (
                id INTEGER PRIMARY KEY,
                key TEXT NOT NULL,
                value BLOB,
                checksum INTEGER NOT NULL
            );
            CREATE TABLE documents (key TEXT PRIMARY KEY, change INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE state (
                id INTEGER PRIMARY KEY CHECK (id = 0),
                revision INTEGER NOT NULL,
                compacted INTEGER NOT NULL
            );
            INSERT INTO state VALUES (0, 0, 0);
            """
        ])

    public func revision() async throws -> Revision {
        try await file.read { [file] in try DocumentState.read($0, file.path) }.revision
    }

    public func get(_ key: DocumentKey) async throws -> Document? {
        try await file.read { [file] database in
            let row = try database.row(
                """
                SELECT change, changes.key, value, checksum FROM documents
                LEFT JOIN changes ON changes.id = change WHERE documents.key = ?
                """,
                [key.rawValue])
            guard let row else { return nil }
            guard let document = ChangeRow(id: row[0], row, at: 1).document(key) else {
                throw MeridianError(
                    .storeDamaged,
                    "the document '\(key)' of '\(file.path)' is damaged; write it anew or restore the last backup")
            }
            return document
        }
    }

    public func list(prefix: String, after: DocumentKey?, limit: Int) async throws -> DocumentPage {
        let limit = min(max(limit, 1), DocumentLimits.page)
        return try await file.read { [file] database in
            var page = DocumentPage(
                documents: [], next: nil, revision: try DocumentState.read(database, file.path).revision)
            let rows = try database.rows(
                """
                SELECT documents.key, change, changes.key, value, checksum FROM documents
                LEFT JOIN changes ON changes.id = change
                WHERE documents.key >= ? AND documents.key < ? ORDER BY documents.key LIMIT ?
                """,
                [KeyRange.start(of: prefix, after: after), KeyRange.end(of: prefix), limit + 1])
            var last: DocumentKey?
            var bytes = 0
            var count = 0
            while let row = try rows.next() {
                guard count < limit, bytes < Self.pageBytes else {
                    page.next = last
                    break
                }
                guard let key = DocumentKey(rawValue: row[0]) else {
                    throw MeridianError(.storeDamaged, "a key in '\(file.path)' is damaged; restore the last backup")
                }
                if let document = ChangeRow(id: row[1], row, at: 2).document(key) {
                    page.documents.append(document)
                    bytes += document.value.readableBytes
                } else {
                    page.damaged.append(key)
                }
                last = key
                count += 1
            }
            return page
        }
    }

    @discardableResult
    public func commit(_ changes: [DocumentChange]) async throws -> Revision {
        try DocumentLimits.check(changes)
        let (path, historyLimit) = (file.path, historyLimit)
        let revision = try await file.commit { database in
            let writer = DocumentWriter(database: database, path: path, historyLimit: historyLimit)
            return try writer.commit(changes)
        }
        signal.advance(to: revision.rawValue)
        return revision
    }

    public func compact(through revision: Revision) async throws {
        let (path, historyLimit) = (file.path, historyLimit)
        try await file.commit { database in
            let writer = DocumentWriter(database: database, path: path, historyLimit: historyLimit)
            var state = try DocumentState.read(database, path)
            try writer.compact(&state, through: revision)
            try state.write(database)
        }
    }

    public func close() async {
        signal.close()
        await file.close()
    }

    /// Bytes after which a page ends.
    static let pageBytes = 8 << 20
}

/// Keys that begin with a text.
enum KeyRange {
    /// What no such key is less than.
    static func start(of prefix: String, after: DocumentKey?) -> String {
        // No key has a character as small.
        max(prefix, after.map { $0.rawValue + "\u{1}" } ?? "")
    }

    /// What is greater than every key that begins so, and not greater than any other that follows them: keys are ASCII.
    static func end(of prefix: String) -> String { prefix + "\u{7F}" }
}
