import Dispatch
import MeridianCore
public import MeridianSQL

/// Opens an SQLite file through GRDB, in WAL mode: readers do not wait for the writer, nor it for them.
public struct SQLiteDriver: SQLDriver {
    public let name = "SQLite"
    public let placeholders = SQLPlaceholders.question
    public let separatesReaders: Bool
    private let path: String
    private let busyTimeout: Duration

    /// - Parameters:
    ///   - path: Of the file, which is made when it is missing; `:memory:` for none.
    ///   - busyTimeout: How long to wait for another program that writes.
    public init(path: String, busyTimeout: Duration = .seconds(5)) {
        self.path = path
        self.busyTimeout = busyTimeout
        separatesReaders = path != ":memory:"
    }

    /// A pool with the one connection that writes, which lives as long as the database.
    public static func pool(_ configuration: SQLPoolConfiguration = SQLPoolConfiguration()) -> SQLPoolConfiguration {
        var configuration = configuration
        configuration.minimum = 1
        configuration.maximum = 1
        configuration.lifetime = .seconds(3_155_760_000)
        return configuration
    }

    public func connect(_ access: SQLAccess) async throws -> any SQLDriverConnection {
        let (path, busyTimeout) = (path, busyTimeout)
        let isReader = separatesReaders && access == .read
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        try SQLiteConnection(path, isReader: isReader, busyTimeout) as any SQLDriverConnection
                    })
            }
        }
    }

    public func beginning(_ transaction: SQLTransaction, _ access: SQLAccess) -> String {
        // A writer takes its lock at once: taken later, it could not be waited for.
        access == .read ? "BEGIN" : "BEGIN IMMEDIATE"
    }

    public var migrationLock: (before: SQL, after: SQL)? { nil }
}
