import CPostgreSQL
import Dispatch
import MeridianCore
public import MeridianSQL

/// Speaks with PostgreSQL through libpq.
public struct PostgreSQLDriver: SQLDriver {
    public let name = "PostgreSQL"
    public let placeholders = SQLPlaceholders.dollar
    public let separatesReaders = false
    private let configuration: PostgreSQLConfiguration

    public init(_ configuration: PostgreSQLConfiguration) {
        self.configuration = configuration
    }

    public func connect(_ access: SQLAccess) async throws -> any SQLDriverConnection {
        let configuration = configuration
        let reactor = try Reactor.shared.get()
        return try await withCheckedThrowingContinuation { continuation in
            // Looking up a name blocks, whatever libpq offers; so all of connecting does, away from tasks.
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result { try PostgreSQLConnection(configuration, reactor) as any SQLDriverConnection })
            }
        }
    }

    public func beginning(_ transaction: SQLTransaction, _ access: SQLAccess) -> String {
        "BEGIN" + (transaction.isolation.map { " ISOLATION LEVEL \($0.name)" } ?? "")
            + (transaction.isReadOnly ? " READ ONLY" : "")
    }

    /// A lock of the session, on the number that stands for migrations of this framework.
    public var migrationLock: (before: SQL, after: SQL)? {
        ("SELECT pg_advisory_lock(5713950231)", "SELECT pg_advisory_unlock(5713950231)")
    }
}
