import Foundation
import MeridianPostgreSQL
import MeridianSQL
import SQLConformance
import Testing

@Suite("PostgreSQL does what every database must")
struct PostgreSQLConformanceTests {
    @Test("in a schema", .timeLimit(.minutes(1)), arguments: SQLConformance.cases)
    func conformance(_ conformance: SQLConformance) async throws {
        try await PostgreSQLServer.withSchema { server, schema in
            try await conformance.run(
                SQLFixture(endless: "SELECT pg_sleep(600)", arrayTypes: ("BIGINT[]", "TEXT[]"), writers: 4) {
                    PostgreSQLDriver(server.configuration(schema: schema))
                })
        }
    }
}

extension PostgreSQLServer {
    /// Runs a closure with a schema of its own on the shared server.
    static func withSchema(_ body: (PostgreSQLServer, String) async throws -> Void) async throws {
        let server = try await shared.value
        let schema = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
        let admin = try await PostgreSQLDriver(server.configuration()).connect(.write)
        _ = try await admin.run(SQLStatement("CREATE SCHEMA \(schema)"), SQLResultLimit())
        await admin.close()
        try await body(server, schema)
    }
}
