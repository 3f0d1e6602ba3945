public import MeridianSQL
public import Testing

/// What every implementation of a database must do: each case runs in an empty database of its own.
public struct SQLConformance: Sendable, CustomTestStringConvertible {
    public let name: String
    let body: @Sendable (SQLFixture) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (SQLFixture) async throws -> Void) {
        self.name = name
        self.body = body
    }

    public static let cases =
        valueCases + statementCases + transactionCases + poolCases + streamCases + migrationCases

    public var testDescription: String { name }

    public func run(_ fixture: SQLFixture) async throws {
        try await body(fixture)
    }
}

/// An implementation with an empty database.
public struct SQLFixture: Sendable {
    /// Names the database of the test.
    public var makeDriver: @Sendable () -> any SQLDriver
    /// A statement that does not end by itself.
    public var endless: SQL
    /// The type of a column with several whole numbers, and with several texts.
    public var arrayTypes: (integers: String, texts: String)
    /// Most connections that write.
    public var writers: Int

    public init(
        endless: SQL, arrayTypes: (integers: String, texts: String), writers: Int,
        makeDriver: @escaping @Sendable () -> any SQLDriver
    ) {
        self.makeDriver = makeDriver
        self.endless = endless
        self.arrayTypes = arrayTypes
        self.writers = writers
    }

    /// Runs a closure with the database open.
    func open<Result>(
        wait: Duration = .seconds(20), waiting: Int = 1000, maximum: Int? = nil,
        limit: SQLResultLimit = SQLResultLimit(), migrations: [SQLMigration] = [],
        _ body: (SQLDatabase) async throws -> Result
    ) async throws -> Result {
        let database = self.database(wait: wait, waiting: waiting, maximum: maximum, limit: limit)
        let result: Result
        do {
            try await database.open(migrations: migrations)
            result = try await body(database)
        } catch {
            await database.close()
            throw error
        }
        await database.close()
        return result
    }

    func database(
        wait: Duration = .seconds(20), waiting: Int = 1000, maximum: Int? = nil,
        limit: SQLResultLimit = SQLResultLimit()
    ) -> SQLDatabase {
        var pool = SQLPoolConfiguration(
            minimum: 1, maximum: min(maximum ?? writers, writers), wait: wait, waiting: waiting)
        var readers = pool
        readers.maximum = maximum ?? 4
        if writers == 1 { pool.lifetime = .seconds(1 << 30) }
        return SQLDatabase(makeDriver(), pool: pool, readers: readers, limit: limit)
    }
}
