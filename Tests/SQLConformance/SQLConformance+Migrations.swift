import MeridianCore
import MeridianSQL
import Testing

extension SQLConformance {
    private static let first = SQLMigration("1 items") {
        "CREATE TABLE items (id BIGINT PRIMARY KEY)"
        "INSERT INTO items VALUES (1)"
    }
    private static let second = SQLMigration("2 price") { "ALTER TABLE items ADD COLUMN price BIGINT" }

    static let migrationCases: [SQLConformance] = [
        SQLConformance("each migration is applied once, in order") { fixture in
            try await fixture.open(migrations: [first]) { database in
                let found = try await database.query("SELECT id FROM items", as: Int.self)
                #expect(found == [1])
            }
            for _ in 0..<2 {
                try await fixture.open(migrations: [first, second]) { database in
                    let prices = try await database.query("SELECT price FROM items", as: Int?.self)
                    #expect(prices == [nil])
                }
            }
            // A release that is older than the database runs on.
            try await fixture.open(migrations: [first]) { _ in }
        },
        SQLConformance("several programs migrate at once") { fixture in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await fixture.open(migrations: [first, second]) { _ in } }
                }
                try await group.waitForAll()
            }
            try await fixture.open { database in
                let names = try await database.query(
                    "SELECT name FROM meridian_migrations ORDER BY name", as: String.self)
                #expect(names == ["1 items", "2 price"])
            }
        },
        SQLConformance("a migration that has changed is refused") { fixture in
            try await fixture.open(migrations: [first]) { _ in }
            let changed = SQLMigration("1 items") { "CREATE TABLE items (id BIGINT)" }
            await expect(.sqlMigrationChanged) { try await fixture.open(migrations: [changed]) { _ in } }
            await expect(.sqlMigrationChanged) { try await fixture.open(migrations: [second, first]) { _ in } }
            await expect(.sqlMigrationChanged) { try await fixture.open(migrations: [first, first]) { _ in } }
        },
        SQLConformance("a migration that fails leaves nothing behind") { fixture in
            let broken = SQLMigration("2 broken") {
                "CREATE TABLE half (id BIGINT)"
                "INSERT INTO nowhere VALUES (1)"
            }
            await expect(.sqlMigrationFailed) { try await fixture.open(migrations: [first, broken]) { _ in } }
            try await fixture.open(migrations: [first]) { database in
                await expect(.sqlStatementRefused) { try await database.query("SELECT * FROM half") }
            }
        },
    ]
}
