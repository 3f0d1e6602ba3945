import GRDB
public import MeridianCore

extension SQLiteEventQueue {
    /// Reads everything: the structure of the file, the checksum of every event, and whether each is in one place and
    /// counted.
    /// - Returns: What is wrong; empty when nothing is.
    public func check() async throws -> [MeridianError] {
        try await file.read { [file] in try Self.problems($0, file.path) }
    }

    static func problems(_ database: Database, _ path: String) throws -> [MeridianError] {
        var problems = try SQLiteFile.structuralProblems(database, path)
        guard problems.isEmpty else { return problems }
        func report(_ what: String) {
            if problems.count < 100 { problems.append(MeridianError(.storeDamaged, "\(what) in '\(path)'")) }
        }
        let rows = try database.rows("SELECT \(EventRow.columns) FROM events ORDER BY id")
        while let row = try rows.next() {
            let (id, lane): (Int64, Int64) = (row[0], row[1])
            if EventRow(row, at: 0, id: id, lane: lane) == nil { report("the event \(id) is damaged") }
        }
        let misplaced = """
            SELECT id FROM events WHERE
                (SELECT count(*) FROM dead WHERE dead.lane = events.lane AND dead.event = id)
                + (SELECT count(*) FROM ordered WHERE ordered.lane = events.lane AND key = events.key AND event = id)
                + (events.key IS NULL AND (events.lane, id) IN (SELECT lane, event FROM waiting)) <> 1
            """
        for id in try database.integers(misplaced) { report("the event \(id) is not in one place") }
        let lost = """
            SELECT event FROM waiting WHERE NOT EXISTS (
                SELECT 1 FROM events WHERE id = event AND events.lane = waiting.lane)
            UNION ALL
            SELECT event FROM dead WHERE NOT EXISTS (SELECT 1 FROM events WHERE id = event)
            """
        for id in try database.integers(lost) { report("the event \(id) is missing") }
        let stuck =
            "SELECT event FROM ordered WHERE active = 1 AND (lane, event) NOT IN (SELECT lane, event FROM waiting)"
        for id in try database.integers(stuck) { report("the event \(id) has lost its turn") }
        let miscounted = """
            SELECT name FROM lanes LEFT JOIN (SELECT lane, count(*) AS count FROM events GROUP BY lane) ON lane = lanes.id
            WHERE pending + dead <> ifnull(count, 0)
            """
        for name in try String.fetchAll(database, sql: miscounted) { report("the lane '\(name)' is miscounted") }
        return problems
    }
}
