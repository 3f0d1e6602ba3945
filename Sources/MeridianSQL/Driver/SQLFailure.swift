public import MeridianCore

/// What a database says about a statement that it refused: the cause of a `MeridianError`.
///
/// ```swift
/// catch let error as MeridianError where error.sqlFailure?.kind == .unique { … }
/// ```
public struct SQLFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, the same for every database.
    public struct Kind: Sendable, Hashable, CustomStringConvertible {
        public let description: String

        public init(_ description: String) {
            self.description = description
        }

        public static let unique = Kind("unique constraint")
        public static let foreignKey = Kind("foreign key")
        public static let notNull = Kind("not-null constraint")
        public static let check = Kind("check constraint")
        /// Another transaction was in the way; the same again may succeed.
        public static let serialization = Kind("serialization failure")
        public static let syntax = Kind("syntax or unknown name")
        public static let readOnly = Kind("write on a read-only connection")
        /// The statement was stopped from outside or by a time limit of the database.
        public static let stopped = Kind("statement stopped")
        public static let other = Kind("other")
    }

    public var kind: Kind
    /// The words of the database.
    public var message: String
    /// SQLSTATE of PostgreSQL, the extended result code of SQLite.
    public var state: String
    /// The constraint that is violated, where the database names it.
    public var constraint: String?

    public init(_ kind: Kind, _ message: String, state: String, constraint: String? = nil) {
        self.kind = kind
        self.message = message
        self.state = state
        self.constraint = constraint
    }

    public var description: String { "\(message) [\(state)]" }

    /// The error to throw. Its message has no words of the database in it, which may hold values: they are the cause.
    public var error: MeridianError {
        switch kind {
        case .unique, .foreignKey, .notNull, .check:
            MeridianError(
                .sqlConstraint, "the database refused a statement: \(kind)" + (constraint.map { " '\($0)'" } ?? ""),
                status: 409, cause: self)
        case .serialization:
            MeridianError(
                .sqlSerialization, "another transaction was in the way; the same again may succeed", status: 503,
                retryAfter: 1, cause: self)
        default:
            MeridianError(
                .sqlStatementRefused, "the database refused a statement (\(kind)); the log has its words", cause: self)
        }
    }
}

extension MeridianError {
    /// What the database said, when this is an error of a statement.
    public var sqlFailure: SQLFailure? { cause as? SQLFailure }
}
