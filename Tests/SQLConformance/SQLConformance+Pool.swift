import MeridianCore
import MeridianSQL
import Testing

extension SQLConformance {
    /// Holds the only connection while the body runs.
    private static func holding(
        _ database: SQLDatabase, _ body: () async throws -> Void
    ) async throws {
        let (taken, hasTaken) = AsyncStream<Void>.makeStream()
        let (over, isOver) = AsyncStream<Void>.makeStream()
        let holder = Task {
            try await database.withConnection { _ in
                hasTaken.finish()
                for await _ in over {}
            }
        }
        for await _ in taken {}
        do { try await body() } catch {
            isOver.finish()
            throw error
        }
        isOver.finish()
        try await holder.value
    }

    private static func wait(until condition: () -> Bool) async {
        while !condition() { await Task.yield() }
    }

    static let poolCases: [SQLConformance] = [
        SQLConformance("nobody waits longer than allowed, or than the deadline") { fixture in
            try await fixture.open(wait: .milliseconds(20), maximum: 1) { database in
                try await holding(database) {
                    await expect(.sqlPoolExhausted) { try await database.execute("SELECT 1") }
                }
                try await answers(database)
            }
            try await fixture.open(wait: .seconds(3600), maximum: 1) { database in
                try await holding(database) {
                    await expect(.sqlPoolExhausted) {
                        try await database.execute("SELECT 1", deadline: .now + .milliseconds(20))
                    }
                }
                #expect(database.figures.waiting == 0)
            }
        },
        SQLConformance("who is cancelled while waiting leaves, and the others are served") { fixture in
            try await fixture.open(maximum: 1) { database in
                var tasks: [Task<SQLResult, any Error>] = []
                try await holding(database) {
                    for number in 1...3 {
                        tasks.append(Task { try await database.execute("SELECT 1") })
                        await wait { database.figures.waiting == number }
                    }
                    tasks[1].cancel()
                    await #expect(throws: CancellationError.self) { _ = try await tasks[1].value }
                    #expect(database.figures.waiting == 2)
                }
                for index in [0, 2] {
                    let result = try await tasks[index].value
                    #expect(result.rows.count == 1)
                }
            }
        },
        SQLConformance("no more wait than allowed") { fixture in
            try await fixture.open(waiting: 1, maximum: 1) { database in
                var task: Task<SQLResult, any Error>?
                try await holding(database) {
                    task = Task { try await database.execute("SELECT 1") }
                    await wait { database.figures.waiting == 1 }
                    await expect(.sqlPoolExhausted) { try await database.execute("SELECT 1") }
                }
                _ = try await task?.value
            }
        },
        SQLConformance("many tasks share few connections") { fixture in
            try await fixture.open(maximum: 3) { database in
                try await database.execute("CREATE TABLE kept (id BIGINT)")
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for id in 0..<200 {
                        group.addTask {
                            try await database.execute("INSERT INTO kept VALUES (\(id))")
                            _ = try await database.query("SELECT count(*) FROM kept")
                        }
                    }
                    try await group.waitForAll()
                }
                let found = try await database.query("SELECT count(*) FROM kept", as: Int.self)
                #expect(found == [200])
            }
        },
        SQLConformance("tasks that share a connection take turns") { fixture in
            try await fixture.open { database in
                try await database.withConnection { connection in
                    try await withThrowingTaskGroup(of: Int.self) { group in
                        for number in 0..<20 {
                            group.addTask { try await connection.query("SELECT \(number) + 0", as: Int.self)[0] }
                        }
                        var sum = 0
                        for try await number in group { sum += number }
                        #expect(sum == 190)
                    }
                }
            }
        },
        SQLConformance("a connection is not used after its closure") { fixture in
            try await fixture.open { database in
                let kept = try await database.withConnection { $0 }
                await expect(.sqlConnectionOver) { try await kept.execute("SELECT 1") }
            }
        },
        SQLConformance("closing waits for who still has a connection, and takes nobody on") { fixture in
            let database = fixture.database(maximum: 1)
            try await database.open()
            try await database.execute("CREATE TABLE kept (id BIGINT)")
            let (taken, hasTaken) = AsyncStream<Void>.makeStream()
            let (over, isOver) = AsyncStream<Void>.makeStream()
            let holder = Task {
                try await database.withConnection { connection in
                    hasTaken.finish()
                    for await _ in over {}
                    try await connection.execute("INSERT INTO kept VALUES (1)")
                }
            }
            for await _ in taken {}
            let closing = Task { await database.close(grace: .seconds(60)) }
            // The pool refuses from some moment on.
            while true {
                do { try await database.execute("SELECT 1", deadline: .now + .milliseconds(1)) } catch let error
                    as MeridianError where error.code == .sqlClosed
                { break } catch { continue }
            }
            isOver.finish()
            try await holder.value
            await closing.value
            try await fixture.open { database in
                let found = try await database.query("SELECT count(*) FROM kept", as: Int.self)
                #expect(found == [1])
            }
        },
    ]
}
