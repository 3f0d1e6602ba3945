import FoundationEssentials
import GRDB
import MeridianCore
import MeridianSQL

/// Values and failures between SQLite and here.
enum SQLiteValue {
    /// - Throws: ``ErrorCode/sqlBadValue``.
    static func arguments(_ values: [SQLValue]) throws(MeridianError) -> StatementArguments {
        var arguments: [DatabaseValue] = []
        for value in values { arguments.append(try bound(value)) }
        return StatementArguments(arguments)
    }

    private static func bound(_ value: SQLValue) throws(MeridianError) -> DatabaseValue {
        switch value {
        case .null: return .null
        case .bool(let flag): return Int64(flag ? 1 : 0).databaseValue
        case .integer(let number): return number.databaseValue
        case .double(let number): return number.databaseValue
        case .decimal(let text), .text(let text), .json(let text):
            guard !text.utf8.contains(0) else {
                throw MeridianError(
                    .sqlBadValue, "a text with a NUL would be cut by SQLite; refuse it, or bind bytes", status: 400)
            }
            return text.databaseValue
        case .bytes(let bytes): return Data(bytes).databaseValue
        case .uuid(let id): return id.uuidString.lowercased().databaseValue
        case .timestamp(let date):
            let text = TimestampText.text(date)
            guard !text.isEmpty else {
                throw MeridianError(.sqlBadValue, "a timestamp lies outside of the calendar", status: 400)
            }
            return text.databaseValue
        case .array(let elements): return SQLValue.jsonText(of: elements).databaseValue
        }
    }

    /// - Parameter bytes: Grows by about what the values take.
    static func row(_ row: Row, _ columns: SQLColumns, _ bytes: inout Int) -> SQLRow {
        var values: [SQLValue] = []
        values.reserveCapacity(row.count)
        for index in 0..<row.count {
            bytes += MemoryLayout<SQLValue>.stride
            let value: DatabaseValue = row[index]
            switch value.storage {
            case .null: values.append(.null)
            case .int64(let number): values.append(.integer(number))
            case .double(let number): values.append(.double(number))
            case .string(let text):
                bytes += text.utf8.count
                values.append(.text(text))
            case .blob(let data):
                bytes += data.count
                values.append(.bytes(Array(data)))
            }
        }
        return SQLRow(columns, values)
    }

    static func failure(_ error: DatabaseError) -> SQLFailure {
        SQLFailure(
            kind(error), error.message ?? "", state: String(error.extendedResultCode.rawValue),
            constraint: constraint(error))
    }

    private static func kind(_ error: DatabaseError) -> SQLFailure.Kind {
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID: return .unique
        case .SQLITE_CONSTRAINT_FOREIGNKEY: return .foreignKey
        case .SQLITE_CONSTRAINT_NOTNULL: return .notNull
        case .SQLITE_CONSTRAINT_CHECK: return .check
        default: break
        }
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .serialization
        case .SQLITE_INTERRUPT, .SQLITE_ABORT: return .stopped
        case .SQLITE_READONLY: return .readOnly
        case .SQLITE_ERROR, .SQLITE_MISUSE: return .syntax
        default: return .other
        }
    }

    /// SQLite names the columns, or the check, behind a colon.
    private static func constraint(_ error: DatabaseError) -> String? {
        guard error.resultCode == .SQLITE_CONSTRAINT, let message = error.message,
            let colon = message.firstIndex(of: ":")
        else { return nil }
        return String(message[message.index(after: colon)...].drop { $0 == " " })
    }
}
