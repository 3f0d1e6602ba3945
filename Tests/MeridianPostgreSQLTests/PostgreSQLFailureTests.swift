import Foundation
import Meridian
import MeridianCore
import MeridianPostgreSQL
import MeridianSQL
import MeridianTesting
import Synchronization
import Testing

@Suite("PostgreSQL, when something goes wrong", .timeLimit(.minutes(1)))
struct PostgreSQLFailureTests {
    private func withDatabase(
        maximum: Int = 2, _ body: (SQLDatabase) async throws -> Void
    ) async throws {
        try await PostgreSQLServer.withSchema { server, schema in
            let database = SQLDatabase(
                PostgreSQLDriver(server.configuration(schema: schema)), pool: SQLPoolConfiguration(maximum: maximum))
            try await database.open()
            do { try await body(database) } catch {
                await database.close()
                throw error
            }
            await database.close()
        }
    }

    /// Waits until a connection of this process runs a statement.
    private func wait(_ database: SQLDatabase, until text: String, runs: Bool = true) async throws {
        while true {
            let pattern = "%" + text + "%"
            let found = try await database.query(
                """
                SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()
                AND query LIKE \(pattern)
                """, as: Int.self)
            if (found[0] > 0) == runs { return }
            await Task.yield()
        }
    }

    @Test("a statement that is cancelled is stopped at the server")
    func stopped() async throws {
        try await withDatabase { database in
            let task = Task { try await database.query("SELECT pg_sleep(599)") }
            try await wait(database, until: "sleep(599)")
            task.cancel()
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            try await wait(database, until: "sleep(599)", runs: false)
            #expect(database.figures.leased == 0)
        }
    }

    @Test("a connection that is lost in the middle is told, and the pool opens another")
    func lost() async throws {
        try await withDatabase { database in
            let task = Task { try await database.query("SELECT pg_sleep(598)") }
            try await wait(database, until: "sleep(598)")
            _ = try await database.query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(598)'")
            let outcome = await task.result
            #expect(throws: MeridianError.self) { _ = try outcome.get() }
            if case .failure(let error as MeridianError) = outcome { #expect(error.code == .sqlConnectionLost) }
            for _ in 0..<4 {
                let found = try await database.query("SELECT 1", as: Int.self)
                #expect(found == [1])
            }
        }
    }

    @Test("after a restart of the server the pool connects anew")
    func restart() async throws {
        let server = try await PostgreSQLServer()
        let database = SQLDatabase(
            PostgreSQLDriver(server.configuration()), pool: SQLPoolConfiguration(minimum: 2, maximum: 2))
        try await database.open()
        server.stop()
        do {
            _ = try await database.query("SELECT 1")
            Issue.record("a server that is not there has answered")
        } catch let error as MeridianError {
            #expect([.sqlUnreachable, .sqlConnectionLost].contains(error.code))
        }
        try await server.start()
        let found = try await database.query("SELECT 1", as: Int.self)
        #expect(found == [1])
        await database.close()
        server.remove()
    }

    @Test("no server, another database, a wrong user: the start fails with what the server says")
    func unreachable() async throws {
        let server = try await PostgreSQLServer.shared.value
        for parameters in [["host": "/nowhere"], ["dbname": "missing"], ["user": "nobody"]] {
            let database = SQLDatabase(PostgreSQLDriver(server.configuration(schema: "public", parameters)))
            do {
                try await database.open()
                Issue.record("\(parameters) was connected to")
            } catch let error as MeridianError {
                #expect(error.code == .sqlUnreachable)
                #expect(error.sqlFailure?.message.contains(parameters.values.first ?? "") == true)
                #expect(!error.message.contains(parameters.values.first ?? ""), "the message is shown to callers")
            }
            await database.close()
        }
    }

    @Test("a transaction in which a statement failed is not said to be kept")
    func aborted() async throws {
        try await withDatabase { database in
            try await database.execute("CREATE TABLE kept (id BIGINT PRIMARY KEY)")
            do {
                try await database.transaction { connection in
                    try await connection.execute("INSERT INTO kept VALUES (1)")
                    do {
                        try await connection.execute("INSERT INTO kept VALUES (1)")
                    } catch {}
                }
                Issue.record("it was")
            } catch let error as MeridianError {
                #expect(error.code == .sqlTransactionAborted)
            }
            let count = try await database.query("SELECT count(*) FROM kept", as: Int.self)
            #expect(count == [0])
        }
    }

    @Test("of two transactions that wait for each other one is taken back, and tried again where asked")
    func deadlock() async throws {
        try await withDatabase { database in
            try await database.execute("CREATE TABLE kept (id BIGINT PRIMARY KEY, value BIGINT)")
            try await database.execute("INSERT INTO kept VALUES (1, 0), (2, 0)")
            let (both, arrived) = AsyncStream<Void>.makeStream()
            let gate = Gate(parties: 2) { arrived.finish() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (first, second) in [(1, 2), (2, 1)] {
                    group.addTask {
                        try await database.transaction(SQLTransaction(retries: 10)) { connection in
                            try await connection.execute("UPDATE kept SET value = value + 1 WHERE id = \(first)")
                            gate.arrive()
                            for await _ in both {}
                            try await connection.execute("UPDATE kept SET value = value + 1 WHERE id = \(second)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let values = try await database.query("SELECT value FROM kept", as: Int.self)
            #expect(values == [2, 2])
        }
    }

    @Test("COPY is refused, and the pool serves on")
    func copy() async throws {
        try await withDatabase { database in
            try await database.execute("CREATE TABLE kept (id BIGINT)")
            for statement in ["COPY kept FROM STDIN", "COPY kept TO STDOUT"] {
                await #expect(throws: MeridianError.self) { try await database.execute(SQL(unsafe: statement)) }
            }
            let found = try await database.query("SELECT 1", as: Int.self)
            #expect(found == [1])
        }
    }

    @Test("types without a value of their own come as text")
    func types() async throws {
        try await withDatabase { database in
            let rows = try await database.query(
                """
                SELECT 2::int2 AS two, 4::int4 AS four, 0.1::float4 AS float,
                    123456789012345678901234567890.123456789 AS digits, 'infinity'::timestamptz AS never,
                    '2026-03-01'::date AS day, '10.0.0.0/8'::inet AS net, '1 day'::interval AS span, 'x'::name AS name,
                    ARRAY[[1,2],[3,4]] AS grid, '{}'::text[] AS none, 'NaN'::float8 AS nan
                """)
            let row = try #require(rows.first)
            #expect(try row["two"] == 2)
            #expect(try row["four"] == 4)
            #expect(try row["float"] == 0.1)
            #expect(try row["digits"] == "123456789012345678901234567890.123456789")
            #expect(try row["never"] == "infinity")
            #expect(try row["day"] == Date(timeIntervalSince1970: 1_772_323_200))
            #expect(try row["net"] == "10.0.0.0/8")
            #expect(try row["span"] == "P1D")
            #expect(try row["name"] == "x")
            #expect(try row["grid"] == [[1, 2], [3, 4]])
            #expect(try row["none"] == [String]())
            let notANumber: Double = try row["nan"]
            #expect(notANumber.isNaN)
        }
    }

    @Test("the number of statements that are kept prepared is bounded")
    func prepared() async throws {
        try await PostgreSQLServer.withSchema { server, schema in
            var configuration = server.configuration(schema: schema)
            configuration.statements = 4
            let database = SQLDatabase(PostgreSQLDriver(configuration), pool: SQLPoolConfiguration(maximum: 1))
            try await database.open()
            for number in 0..<20 {
                for _ in 0..<3 {
                    let found = try await database.query("SELECT \(1) + \(unsafe: String(number))", as: Int.self)
                    #expect(found == [number + 1])
                }
            }
            let count = try await database.query("SELECT count(*) FROM pg_prepared_statements", as: Int.self)
            #expect((1...4).contains(count[0]))
            await database.close()
        }
    }

    /// Calls a closure once when all have arrived; those who come back do not count.
    private final class Gate: Sendable {
        private let left: Mutex<Int>
        private let open: @Sendable () -> Void

        init(parties: Int, _ open: @escaping @Sendable () -> Void) {
            left = Mutex(parties)
            self.open = open
        }

        func arrive() {
            let isLast = left.withLock { left in
                left -= 1
                return left == 0
            }
            if isLast { open() }
        }
    }
}

@Suite("The plug-in for PostgreSQL", .timeLimit(.minutes(1)))
struct PostgreSQLPluginTests {
    private struct Shop: FunctionApp {
        @Inject var database: SQLDatabase

        var plugins: [any Plugin] {
            [
                PostgreSQLPlugin(migrations: [
                    SQLMigration("1 items") {
                        "CREATE TABLE items (id BIGINT PRIMARY KEY, name TEXT)"
                        "INSERT INTO items VALUES (1, 'Lamp')"
                    }
                ])
            ]
        }

        var functions: some FunctionGroup {
            Function("items", .get("/items")) { _, context in
                try await database.query("SELECT name FROM items", as: String.self, deadline: context.deadline)
            }
            Function("slow", .get("/slow"), options: FunctionOptions(timeout: 1)) { _, _ in
                try await database.query("SELECT pg_sleep(597)").count
            }
            Function("twice", .post("/items")) { _, _ in
                try await database.execute("INSERT INTO items VALUES (1, 'Chair')").affected
            }
        }
    }

    @Test("functions use the database that is migrated at start, and are stopped at their deadline")
    func app() async throws {
        try await PostgreSQLServer.withSchema { server, schema in
            let configuration = server.configuration(schema: schema)
            let app = try TestApp(Shop.self, stage: "production") { overrides in
                overrides.set(
                    "postgresql.url",
                    .string(
                        "postgresql:///postgres?host=\(server.folder.path)&user=meridian&options=-csearch_path%3D\(schema)"
                    ))
            }
            let items = try await app.request(.get, "/items")
            #expect(items.text == #"["Lamp"]"#)
            let twice = try await app.request(.post, "/items")
            twice.expectProblem(status: 409)
            #expect(!twice.text.contains("Chair"))
            let slow = try await app.request(.get, "/slow")
            slow.expectProblem(status: 504)
            await app.stop()
            let connection = try await PostgreSQLDriver(configuration).connect(.read)
            let left = try await connection.run(
                SQLStatement(
                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%sleep(597)%' AND pid <> pg_backend_pid()"),
                SQLResultLimit())
            #expect(try left.rows[0][0] == 0)
            await connection.close()
        }
    }

    @Test(
        "settings that can't be used are named",
        arguments: [
            ("postgresql.url", "mysql://x", ErrorCode.sqlBadSetting), ("postgresql.port", "many", .unreadableSetting),
            ("postgresql.pool.maximum", 0, .sqlBadSetting), ("postgresql.pool.minimum", 11, .sqlBadSetting),
        ] as [(String, JSONValue, ErrorCode)])
    func settings(key: String, value: JSONValue, code: ErrorCode) async throws {
        let app = try TestApp(Shop.self) { $0.set(key, value) }
        do {
            _ = try await app.request(.get, "/items")
            Issue.record("the app has started")
        } catch let error as MeridianError {
            #expect((error.cause as? MeridianError)?.code == code, "\(error)")
            #expect("\(error)".contains(key.split(separator: ".").prefix(2).joined(separator: ".")))
        }
    }
}
