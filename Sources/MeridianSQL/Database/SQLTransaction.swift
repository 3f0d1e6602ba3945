/// How a transaction is kept apart from others.
public struct SQLIsolation: Sendable, Hashable {
    /// As the standard names it.
    public let name: String

    public static let readCommitted = SQLIsolation(name: "READ COMMITTED")
    public static let repeatableRead = SQLIsolation(name: "REPEATABLE READ")
    public static let serializable = SQLIsolation(name: "SERIALIZABLE")
}

/// What a transaction is like.
public struct SQLTransaction: Sendable, Hashable {
    /// The database's own when `nil`. SQLite's transactions are always serializable.
    public var isolation: SQLIsolation?
    /// Whether it only reads. With SQLite it then runs beside others.
    public var isReadOnly: Bool
    /// How often it is tried again after a serialization failure or a deadlock. The body then runs again.
    public var retries: Int

    public init(_ isolation: SQLIsolation? = nil, readOnly: Bool = false, retries: Int = 0) {
        self.isolation = isolation
        isReadOnly = readOnly
        self.retries = retries
    }
}
