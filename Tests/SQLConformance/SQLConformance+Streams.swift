import MeridianCore
import MeridianSQL
import Testing

private struct Enough: Error {}

extension SQLConformance {
    private static let numbers: SQL =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(20_000)) SELECT i FROM n"

    static let streamCases: [SQLConformance] = [
        SQLConformance("rows one by one") { fixture in
            try await fixture.open(maximum: 1) { database in
                var sum = 0
                try await database.withConnection { connection in
                    try await connection.forEach(numbers) { row in sum += try row[0] as Int }
                }
                #expect(sum == 20_000 * 20_001 / 2)
                try await answers(database)
            }
        },
        SQLConformance("the body ends a statement") { fixture in
            try await fixture.open(maximum: 1) { database in
                for limit in [1, 300, 20_000] {
                    var seen = 0
                    await #expect(throws: Enough.self) {
                        try await database.withConnection { connection in
                            try await connection.forEach(numbers) { _ in
                                seen += 1
                                if seen == limit { throw Enough() }
                            }
                        }
                    }
                    #expect(seen == limit)
                }
                try await answers(database)
            }
        },
        SQLConformance("a result that is collected has an end") { fixture in
            try await fixture.open(maximum: 1, limit: SQLResultLimit(rows: 1000)) { database in
                await expect(.sqlResultTooLarge) { try await database.query(numbers) }
                try await answers(database)
            }
            try await fixture.open(maximum: 1, limit: SQLResultLimit(bytes: 100_000)) { database in
                await expect(.sqlResultTooLarge) { try await database.query(numbers) }
                await expect(.sqlResultTooLarge) {
                    try await database.query("SELECT \(String(repeating: "x", count: 200_000))")
                }
                try await answers(database)
            }
        },
        SQLConformance("an error of a statement reaches who takes its rows") { fixture in
            try await fixture.open(maximum: 1) { database in
                await expect(.sqlStatementRefused) {
                    try await database.withConnection { connection in
                        try await connection.forEach("SELECT missing FROM nowhere") { _ in }
                    }
                }
                try await answers(database)
            }
        },
    ]
}
