import Logging
public import Meridian
import MeridianCore
public import MeridianSQL

/// A PostgreSQL database with a pool, provided as `SQLDatabase`.
///
/// ```swift
/// var plugins: [any Plugin] { [PostgreSQLPlugin(migrations: migrations)] }
/// ```
/// The database is connected to, and migrated, before the objects that need it are made; it is closed after them.
///
/// | setting | default | |
/// |---|---|---|
/// | `postgresql.url` | | `postgresql://user@host:5432/database`; wins over the parts below |
/// | `postgresql.host`, `.port`, `.user`, `.password`, `.database` | `localhost`, 5432, … | a host with `/` is a folder with a Unix socket |
/// | `postgresql.tls` | `prefer` | libpq's `sslmode` |
/// | `postgresql.connectTimeout` | 5 s | at least 2 s |
/// | `postgresql.statementTimeout` | none | the server stops a statement after it |
/// | `postgresql.statements` | 256 | prepared statements kept by a connection |
/// | `postgresql.pool.…` | | as in `SQLPoolConfiguration` |
/// | `postgresql.results.rows`, `.bytes` | 100,000, 64 MiB | of a result that is collected |
public struct PostgreSQLPlugin: Plugin {
    @Inject var database: SQLDatabase
    private let migrations: [SQLMigration]

    /// - Parameter migrations: Applied at start, in order, each once.
    public init(migrations: [SQLMigration] = []) {
        self.migrations = migrations
    }

    public var configuration: Configuration {
        [
            "postgresql.host": "localhost", "postgresql.port": 5432, "postgresql.tls": "prefer",
            "postgresql.connectTimeout": "5s", "postgresql.statements": 256,
        ]
    }

    public func configure(_ app: inout AppSetup) {
        let service = app.service
        app.provideDatabase(migrations: migrations) { configuration, logger in
            SQLDatabase(
                PostgreSQLDriver(try PostgreSQLConfiguration(configuration, application: service)),
                pool: try SQLPoolConfiguration(configuration, below: "postgresql.pool"),
                limit: try SQLResultLimit(configuration, below: "postgresql.results"), logger: logger)
        }
    }

    public func ready() async throws { try await database.check() }
}
