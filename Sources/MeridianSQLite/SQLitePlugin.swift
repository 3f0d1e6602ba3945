import Logging
public import Meridian
import MeridianCore
public import MeridianSQL

/// An SQLite database in a file, provided as `SQLDatabase`: one connection writes, several read beside it.
///
/// ```swift
/// var plugins: [any Plugin] { [SQLitePlugin(migrations: migrations)] }
/// ```
/// The file is opened, and migrated, before the objects that need it are made; it is closed after them.
///
/// | setting | default | |
/// |---|---|---|
/// | `sqlite.path` | `data.sqlite` | `:memory:` keeps all in memory, in one connection |
/// | `sqlite.busyTimeout` | 5 s | how long to wait for another program that writes |
/// | `sqlite.readers.…` | | the connections that read, as in `SQLPoolConfiguration` |
/// | `sqlite.writer.wait`, `.waiting` | 5 s, 1,000 | waiting for the connection that writes |
/// | `sqlite.results.rows`, `.bytes` | 100,000, 64 MiB | of a result that is collected |
public struct SQLitePlugin: Plugin {
    @Inject var database: SQLDatabase
    private let migrations: [SQLMigration]

    /// - Parameter migrations: Applied at start, in order, each once.
    public init(migrations: [SQLMigration] = []) {
        self.migrations = migrations
    }

    public var configuration: Configuration {
        ["sqlite.path": "data.sqlite", "sqlite.busyTimeout": "5s", "sqlite.readers.maximum": 4]
    }

    public func configure(_ app: inout AppSetup) {
        app.provideDatabase(migrations: migrations) { configuration, logger in
            SQLDatabase(
                SQLiteDriver(
                    path: try configuration.value("sqlite.path") ?? "data.sqlite",
                    busyTimeout: try configuration.value("sqlite.busyTimeout") ?? .seconds(5)),
                pool: SQLiteDriver.pool(try SQLPoolConfiguration(configuration, below: "sqlite.writer")),
                readers: try SQLPoolConfiguration(configuration, below: "sqlite.readers"),
                limit: try SQLResultLimit(configuration, below: "sqlite.results"), logger: logger)
        }
    }

    public func ready() async throws { try await database.check() }
}
