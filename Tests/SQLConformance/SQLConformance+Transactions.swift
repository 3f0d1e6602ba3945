import MeridianCore
import MeridianSQL
import Testing

private struct Refused: Error {}

extension SQLConformance {
    private static func count(_ database: SQLDatabase) async throws -> Int {
        try await database.query("SELECT count(*) FROM kept", as: Int.self)[0]
    }

    static let transactionCases: [SQLConformance] = [
        SQLConformance("a transaction is kept, or taken back by an error") { fixture in
            try await fixture.open { database in
                try await database.execute("CREATE TABLE kept (id BIGINT)")
                let result = try await database.transaction { connection in
                    try await connection.execute("INSERT INTO kept VALUES (1)")
                    return try await connection.query("SELECT count(*) FROM kept", as: Int.self)
                }
                #expect(result == [1])
                await #expect(throws: Refused.self) {
                    try await database.transaction { connection in
                        try await connection.execute("INSERT INTO kept VALUES (2)")
                        throw Refused()
                    }
                }
                let count = try await count(database)
                #expect(count == 1)
            }
        },
        SQLConformance("a nested transaction is taken back alone") { fixture in
            try await fixture.open { database in
                try await database.execute("CREATE TABLE kept (id BIGINT PRIMARY KEY)")
                try await database.transaction { connection in
                    try await connection.execute("INSERT INTO kept VALUES (1)")
                    await expect(.sqlConstraint) {
                        try await connection.transaction { inner in
                            try await inner.execute("INSERT INTO kept VALUES (2)")
                            try await inner.execute("INSERT INTO kept VALUES (1)")
                        }
                    }
                    try await connection.transaction { inner in
                        try await inner.execute("INSERT INTO kept VALUES (3)")
                        await #expect(throws: Refused.self) {
                            try await inner.transaction { innermost in
                                try await innermost.execute("INSERT INTO kept VALUES (4)")
                                throw Refused()
                            }
                        }
                    }
                }
                let ids = try await database.query("SELECT id FROM kept ORDER BY id", as: Int.self)
                #expect(ids == [1, 3])
            }
        },
        SQLConformance("a cancelled transaction is taken back, and its connection serves on") { fixture in
            try await fixture.open(maximum: 1) { database in
                try await database.execute("CREATE TABLE kept (id BIGINT)")
                for isEndless in [true, false] {
                    let (running, begun) = AsyncStream<Void>.makeStream()
                    let task = Task {
                        try await database.transaction { connection in
                            try await connection.execute("INSERT INTO kept VALUES (1)")
                            begun.finish()
                            if isEndless {
                                _ = try await connection.query(fixture.endless)
                            } else {
                                // A body that does not notice.
                                while !Task.isCancelled { await Task.yield() }
                            }
                        }
                    }
                    for await _ in running {}
                    task.cancel()
                    await #expect(throws: CancellationError.self) { try await task.value }
                    let count = try await count(database)
                    #expect(count == 0)
                }
            }
        },
        SQLConformance("transactions that read what others write are put into an order") { fixture in
            try await fixture.open { database in
                try await database.execute("CREATE TABLE kept (id BIGINT, value BIGINT)")
                try await database.execute("INSERT INTO kept VALUES (1, 0)")
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<12 {
                        group.addTask {
                            try await database.transaction(SQLTransaction(.serializable, retries: 100)) { connection in
                                let value = try await connection.query("SELECT value FROM kept", as: Int.self)[0]
                                try await connection.execute("UPDATE kept SET value = \(value + 1)")
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let found = try await database.query("SELECT value FROM kept", as: Int.self)
                #expect(found == [12])
            }
        },
        SQLConformance("a transaction that only reads can't write") { fixture in
            try await fixture.open { database in
                try await database.execute("CREATE TABLE kept (id BIGINT)")
                let rows = try await database.transaction(SQLTransaction(readOnly: true)) { connection in
                    try await connection.query("SELECT id FROM kept").count
                }
                #expect(rows == 0)
                do {
                    try await database.transaction(SQLTransaction(readOnly: true)) { connection in
                        try await connection.execute("INSERT INTO kept VALUES (1)")
                    }
                    Issue.record("it could")
                } catch let error as MeridianError {
                    #expect(error.sqlFailure?.kind == .readOnly)
                }
            }
        },
    ]
}
