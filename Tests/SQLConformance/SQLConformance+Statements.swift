import MeridianCore
import MeridianSQL
import Testing

extension SQLConformance {
    static let statementCases: [SQLConformance] = [
        SQLConformance("what is interpolated never becomes part of the statement") { fixture in
            try await fixture.open { database in
                try await database.execute("CREATE TABLE names (name TEXT)")
                let attack = "x'); DROP TABLE names; --"
                try await database.execute("INSERT INTO names VALUES (\(attack))")
                let found = try await database.query("SELECT name FROM names WHERE name = \(attack)", as: String.self)
                #expect(found == [attack])
            }
        },
        SQLConformance("lists, identifiers and parts") { fixture in
            try await fixture.open { database in
                let table = "odd \"name"
                try await database.execute("CREATE TABLE \(identifier: table) (id BIGINT)")
                for id in 1...5 { try await database.execute("INSERT INTO \(identifier: table) VALUES (\(id))") }
                let condition: SQL = "id IN \(list: [1, 3, 9])"
                let found = try await database.query(
                    "SELECT id FROM \(identifier: table) WHERE \(condition) OR id = \(5) ORDER BY id", as: Int.self)
                #expect(found == [1, 3, 5])
                let none = try await database.query(
                    "SELECT id FROM \(identifier: table) WHERE id IN \(list: [] as [Int])", as: Int.self)
                #expect(none.isEmpty)
            }
        },
        SQLConformance("how many rows were changed, and what they are now") { fixture in
            try await fixture.open { database in
                try await database.execute("CREATE TABLE items (id BIGINT, price BIGINT)")
                let inserted = try await database.execute("INSERT INTO items VALUES (1, 10), (2, 20), (3, 30)")
                #expect(inserted.affected == 3)
                let updated = try await database.execute(
                    "UPDATE items SET price = price + \(1) WHERE id > 1 RETURNING price")
                #expect(updated.affected == 2)
                #expect(Set(try updated.rows.map { row -> Int in try row[0] }) == [21, 31])
                let deleted = try await database.execute("DELETE FROM items WHERE id = \(99)")
                #expect(deleted.affected == 0)
            }
        },
        SQLConformance("the same statement many times, with other types of values between") { fixture in
            try await fixture.open { database in
                try await database.execute("CREATE TABLE kept (value TEXT)")
                for round in 0..<4 {
                    try await database.execute("INSERT INTO kept VALUES (\("t\(round)"))")
                    try await database.execute("INSERT INTO kept VALUES (\(nil as String?))")
                }
                let found = try await database.query("SELECT value FROM kept", as: String?.self)
                #expect(found.count == 8)
                #expect(found.compactMap(\.self) == ["t0", "t1", "t2", "t3"])
            }
        },
        SQLConformance("a table changes under a statement that is kept") { fixture in
            try await fixture.open(maximum: 1) { database in
                try await database.execute("CREATE TABLE kept (a BIGINT)")
                try await database.execute("INSERT INTO kept VALUES (1)")
                for _ in 0..<3 {
                    let row = try await database.query("SELECT * FROM kept").first
                    #expect(row?.values.count == 1)
                }
                try await database.execute("ALTER TABLE kept ADD COLUMN b BIGINT")
                for _ in 0..<3 {
                    let row = try await database.query("SELECT * FROM kept").first
                    #expect(row?.values.count == 2)
                }
            }
        },
        SQLConformance("constraints tell which they are") { fixture in
            try await fixture.open { database in
                try await database.execute("CREATE TABLE parents (id BIGINT PRIMARY KEY)")
                try await database.execute(
                    """
                    CREATE TABLE children (id BIGINT PRIMARY KEY, parent BIGINT NOT NULL REFERENCES parents (id),
                        age BIGINT CHECK (age >= 0))
                    """)
                try await database.execute("INSERT INTO parents VALUES (1)")
                try await database.execute("INSERT INTO children VALUES (1, 1, 0)")
                let expected: [(SQL, SQLFailure.Kind)] = [
                    ("INSERT INTO children VALUES (1, 1, 0)", .unique),
                    ("INSERT INTO children VALUES (2, 7, 0)", .foreignKey),
                    ("INSERT INTO children VALUES (2, NULL, 0)", .notNull),
                    ("INSERT INTO children VALUES (2, 1, -1)", .check),
                ]
                for (statement, kind) in expected {
                    do {
                        try await database.execute(statement)
                        Issue.record("\(kind) was not noticed")
                    } catch let error as MeridianError {
                        #expect(error.code == .sqlConstraint)
                        #expect(error.status == 409)
                        #expect(error.sqlFailure?.kind == kind)
                    }
                }
            }
        },
        SQLConformance("a statement that is wrong is refused, and the next one runs") { fixture in
            try await fixture.open(maximum: 1) { database in
                do {
                    try await database.execute("SELECT secret_value FROM missing WHERE a = \("hidden")")
                    Issue.record("nothing was thrown")
                } catch let error as MeridianError {
                    #expect(error.code == .sqlStatementRefused)
                    #expect(error.sqlFailure?.kind == .syntax)
                    #expect(!error.message.contains("missing"), "the message is shown to callers")
                }
                await expect(.sqlStatementRefused) { try await database.execute("SELEC 1") }
                try await answers(database)
            }
        },
        SQLConformance("a statement is stopped when its task is cancelled") { fixture in
            try await fixture.open { database in
                for _ in 0..<3 {
                    let (running, begun) = AsyncStream<Void>.makeStream()
                    let task = Task {
                        try await database.withConnection { connection in
                            begun.finish()
                            return try await connection.query(fixture.endless).count
                        }
                    }
                    for await _ in running {}
                    task.cancel()
                    await #expect(throws: CancellationError.self) { _ = try await task.value }
                }
                try await answers(database)
            }
        },
    ]
}
