import GRDB
import GRDBSQLite
import NIOCore

/// A statement that the thread which writes runs for every event: values go to SQLite and come from it directly, without
/// the arguments and rows that GRDB makes of them.
///
/// It belongs to one connection, and to the thread that uses that.
final class HotStatement {
    /// SQLite copies what is bound (`SQLITE_TRANSIENT`, which Swift does not import).
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    private let statement: Statement
    private let database: Database
    private let handle: OpaquePointer
    private var bound: Int32 = 0

    init(_ sql: String, in database: Database) throws {
        statement = try database.makeStatement(sql: sql)
        self.database = database
        handle = statement.sqliteStatement
    }

    // MARK: Parameters, in their order

    func bind(_ number: Int64) -> Self {
        bound += 1
        sqlite3_bind_int64(handle, bound, number)
        return self
    }

    func bind(_ text: String?) -> Self {
        bound += 1
        guard var text else {
            sqlite3_bind_null(handle, bound)
            return self
        }
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                // Without a base address it would be NULL.
                _ =
                    characters.isEmpty
                    ? sqlite3_bind_text(handle, bound, "", 0, Self.copied)
                    : sqlite3_bind_text(handle, bound, characters.baseAddress, Int32(characters.count), Self.copied)
            }
        }
        return self
    }

    func bind(_ bytes: ByteBuffer) -> Self {
        bound += 1
        _ = bytes.withUnsafeReadableBytes { bytes in
            bytes.isEmpty
                ? sqlite3_bind_zeroblob(handle, bound, 0)
                : sqlite3_bind_blob(handle, bound, bytes.baseAddress, Int32(bytes.count), Self.copied)
        }
        return self
    }

    // MARK: Running

    /// Runs a statement without rows.
    /// - Returns: How many rows it changed.
    @discardableResult
    func run() throws -> Int {
        defer { reset() }
        _ = try step()
        return Int(sqlite3_changes(database.sqliteConnection))
    }

    /// Runs a query, and reads its first row.
    /// - Returns: `nil` when it has none.
    func first<Value>(_ read: (HotStatement) -> Value) throws -> Value? {
        defer { reset() }
        return try step() ? read(self) : nil
    }

    /// Runs a query, and reads its rows for as long as the closure returns `true`.
    func forEach(_ read: (HotStatement) throws -> Bool) throws {
        defer { reset() }
        while try step(), try read(self) {}
    }

    private func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code),
                message: sqlite3_errmsg(database.sqliteConnection).map { String(cString: $0) }, sql: statement.sql)
        }
    }

    private func reset() {
        sqlite3_reset(handle)
        bound = 0
    }

    // MARK: Columns of the row that is read, from 0

    func integer(_ column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
    }

    /// - Returns: `nil` for NULL, and for what is no text.
    func text(_ column: Int32) -> String? {
        guard sqlite3_column_type(handle, column) == SQLITE_TEXT, let bytes = sqlite3_column_text(handle, column) else {
            return nil
        }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// - Returns: `nil` for NULL, and for what is no blob.
    func bytes(_ column: Int32) -> ByteBuffer? {
        guard sqlite3_column_type(handle, column) == SQLITE_BLOB else { return nil }
        let count = Int(sqlite3_column_bytes(handle, column))
        return ByteBuffer(bytes: UnsafeRawBufferPointer(start: sqlite3_column_blob(handle, column), count: count))
    }
}
