import Foundation
import Meridian
import MeridianCore
import MeridianSQL
import MeridianSQLite
import MeridianTesting
import Testing

@Suite("The plug-in for SQLite")
struct SQLitePluginTests {
    private struct Shop: FunctionApp {
        @Inject var database: SQLDatabase

        var plugins: [any Plugin] {
            [
                SQLitePlugin(migrations: [
                    SQLMigration("1 items") {
                        "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT)"
                        "INSERT INTO items VALUES (1, 'Lamp')"
                    }
                ])
            ]
        }

        var functions: some FunctionGroup {
            Function("items", .get("/items")) { _, context in
                try await database.query("SELECT name FROM items", as: String.self, deadline: context.deadline)
            }
            Function("write", .get("/write")) { _, _ in
                try await database.query("INSERT INTO items VALUES (2, 'Chair')").count
            }
        }
    }

    @Test("functions use the database that is migrated at start, in memory")
    func memory() async throws {
        let app = try TestApp(Shop.self) { $0.set("sqlite.path", ":memory:") }
        for _ in 0..<2 {
            let answer = try await app.request(.get, "/items")
            #expect(answer.text == #"["Lamp"]"#)
        }
        await app.stop()
    }

    @Test("what was written is there after a restart, and reading can't write")
    func file() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("meridian-\(UUID().uuidString).sqlite")
        defer {
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path.path + suffix) }
        }
        for _ in 0..<2 {
            let app = try TestApp(Shop.self) { $0.set("sqlite.path", .string(path.path)) }
            let answer = try await app.request(.get, "/items")
            #expect(answer.text == #"["Lamp"]"#)
            let refused = try await app.request(.get, "/write")
            refused.expectProblem(status: 500)
            await app.stop()
        }
    }

    @Test("a file that can't be made ends the start")
    func unreachable() async throws {
        let app = try TestApp(Shop.self) { $0.set("sqlite.path", "/nowhere/data.sqlite") }
        do {
            _ = try await app.request(.get, "/items")
            Issue.record("the app has started")
        } catch let error as MeridianError {
            #expect((error.cause as? MeridianError)?.code == .sqlUnreachable)
        }
    }
}
