extension ErrorCode {
    public static let sqlUnreachable = ErrorCode(1500)
    public static let sqlPoolExhausted = ErrorCode(1501)
    public static let sqlConnectionLost = ErrorCode(1502)
    public static let sqlStatementRefused = ErrorCode(1503)
    public static let sqlConstraint = ErrorCode(1504)
    public static let sqlSerialization = ErrorCode(1505)
    public static let sqlWrongType = ErrorCode(1506)
    public static let sqlResultTooLarge = ErrorCode(1507)
    public static let sqlConnectionOver = ErrorCode(1508)
    public static let sqlMigrationChanged = ErrorCode(1509)
    public static let sqlMigrationFailed = ErrorCode(1510)
    public static let sqlBadSetting = ErrorCode(1511)
    public static let sqlTransactionAborted = ErrorCode(1512)
    public static let sqlClosed = ErrorCode(1513)
    public static let sqlBadValue = ErrorCode(1514)

    static let sqlExplanations: [ErrorExplanation] = [
        .init(
            .sqlUnreachable, "The database can't be reached",
            "No connection could be opened. The error behind it, which the log has, says why: the server does not "
                + "run, the address is another, the user or the password is wrong, the file can't be written.",
            mend: "See that the server runs and that the settings name it, its database and its user.",
            example: """
                MER-1500: no connection to PostgreSQL (caused by: connection refused)

                MERIDIAN_POSTGRESQL_HOST=db.internal MERIDIAN_POSTGRESQL_PASSWORD=… ./Shop
                """),
        .init(
            .sqlPoolExhausted, "No connection became free in time",
            "All connections of the pool were in use, and none came back within `pool.wait` or before the deadline; or "
                + "`pool.waiting` callers waited already. Connections that are held while something else is waited "
                + "for are the usual reason.",
            mend: "Hold connections for shorter, or raise `pool.maximum` as far as the server allows.",
            example: """
                MERIDIAN_POSTGRESQL_POOL_MAXIMUM=20 ./Shop
                """),
        .init(
            .sqlConnectionLost, "The connection to the database was lost",
            "It ended while a statement ran: the server was restarted or the network failed. Whether the statement "
                + "took effect is not known, unless it was part of a transaction that was not committed. The pool opens "
                + "new connections by itself.",
            mend: "Try again where doing it twice is harmless.",
            example: """
                try await database.transaction { … }   // nothing of it was kept unless COMMIT was on its way
                """),
        .init(
            .sqlStatementRefused, "The database refused a statement",
            "The statement has an error, or names a table or column that is not there, or is not allowed. The words of "
                + "the database are in the log, not in the answer to the caller. A statement that writes must go "
                + "through `execute` or a transaction, not through the `query` of a database.",
            mend: "Read the words of the database in the log, and mend the statement.",
            example: """
                MER-1503: the database refused a statement (syntax or unknown name); the log has its words
                (caused by: relation "itms" does not exist [42P01])
                """),
        .init(
            .sqlConstraint, "A constraint of the database is violated",
            "A row would not be unique, would refer to one that is not there, or would break a check. Unless the "
                + "function catches it, the caller is answered 409.",
            mend: "Catch it where it can happen, and answer what it means.",
            example: """
                catch let error as MeridianError where error.sqlFailure?.kind == .unique {
                    throw Problem(status: 409, title: "Already ordered")
                }
                """),
        .init(
            .sqlSerialization, "Another transaction was in the way",
            "Two transactions could not be put into an order, or held what the other needed. This one was taken back.",
            mend: "Let the transaction be tried again.",
            example: """
                try await database.transaction(SQLTransaction(.serializable, retries: 3)) { … }
                """),
        .init(
            .sqlWrongType, "A column is not of the type that is asked for",
            "The message names the column, what it holds and the type. Numbers are converted when no digit is lost, "
                + "a null only to an optional.",
            mend: "Ask for the type that the column has, or convert it in the statement.",
            example: """
                let price: Int? = try row["price"]
                SELECT CAST(price AS TEXT) AS price FROM items
                """),
        .init(
            .sqlResultTooLarge, "A result is too large to be collected",
            "A statement that is collected may have `results.rows` rows and `results.bytes` bytes, so that one request "
                + "can't take all memory.",
            mend: "Add a LIMIT, or take the rows one by one with `forEach`.",
            example: """
                try await connection.forEach("SELECT * FROM orders") { row in … }
                """),
        .init(
            .sqlConnectionOver, "A connection is used after its closure",
            "A connection belongs to the closure it is lent to. It was kept, or used in a task that went on.",
            mend: "Use it inside of the closure only, and wait there for the tasks that do.",
            example: """
                try await database.withConnection { connection in try await connection.query("SELECT 1") }
                """),
        .init(
            .sqlMigrationChanged, "A migration that was applied has changed",
            "Migrations are recorded with a checksum. One that was applied has other statements now, two have the same "
                + "name, or a new one stands before one that was applied. The app does not start.",
            mend: "Restore the migrations that were applied, and add changes at the end.",
            example: """
                SQLMigration("002 price") { "ALTER TABLE items ADD COLUMN price INTEGER" }
                """),
        .init(
            .sqlMigrationFailed, "A migration failed",
            "The database refused one of its statements; the error behind it says why. Nothing of the migration was "
                + "kept, those before it were.",
            mend: "Mend the statement that the message names.",
            example: """
                MER-1510: statement 2 of the migration '002 price' failed; nothing of it was kept
                """),
        .init(
            .sqlBadSetting, "A setting of a database can't be used",
            "The message names the setting and what it must be.",
            mend: "Change the setting that the message names.",
            example: """
                MERIDIAN_POSTGRESQL_URL=postgresql://shop@db.internal:5432/shop
                """),
        .init(
            .sqlTransactionAborted, "A transaction was taken back at its end",
            "A statement in it had failed, and its error did not leave the transaction. PostgreSQL refuses all that "
                + "follows, and takes the transaction back when it is asked to keep it.",
            mend: "Let the error of a statement leave the transaction, or put the statement into a nested one.",
            example: """
                try? await connection.transaction { try await $0.execute("INSERT …") }   // a savepoint
                """),
        .init(
            .sqlClosed, "The database is closed",
            "The app is stopping, and connections are not lent any more.",
            mend: "Finish work with the database before the app has stopped.",
            example: """
                MER-1513: the pool of PostgreSQL is closed; the app is stopping
                """),
        .init(
            .sqlBadValue, "A value can't be bound",
            "A text with a NUL, which PostgreSQL can't keep, or a timestamp outside of the calendar was bound as a "
                + "parameter.",
            mend: "Check what callers send, or bind bytes.",
            example: """
                try await database.execute("INSERT INTO notes (raw) VALUES (\\(Array(text.utf8)))")
                """),
    ]
}
