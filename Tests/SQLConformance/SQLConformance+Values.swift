import FoundationEssentials
import Meridian
import MeridianCore
import MeridianSQL
import Testing

private struct Sample: Codable, Equatable {
    enum Colour: String, Codable { case red, blue }
    struct Size: Codable, Equatable { var width: Int }

    var id: Int
    var unitPrice: Double
    var colour: Colour
    var size: Size
    var note: String?
}

extension SQLConformance {
    static let valueCases: [SQLConformance] = [
        SQLConformance("values of every type come back as they went") { fixture in
            try await fixture.open { database in
                try await database.execute(
                    """
                    CREATE TABLE kept (i BIGINT, d DOUBLE PRECISION, n NUMERIC(20, 4), s TEXT, b BYTEA, f BOOLEAN,
                        u UUID, m TIMESTAMPTZ, j JSONB)
                    """)
                let id = UUID()
                let moment = Date(timeIntervalSince1970: 1_772_333_940.123456)
                let decimal = try #require(Decimal(string: "12.5"))
                let bytes: [UInt8] = [0, 255, 1]
                let json: JSONValue = ["a": [1, 2.5, nil, true], "b": "ü\u{1}"]
                for number in [Int64.min, -1, 0, 1, Int64.max] {
                    try await database.execute("DELETE FROM kept")
                    try await database.execute(
                        """
                        INSERT INTO kept VALUES (\(number), \(0.1), \(decimal), \("a'b\"c\\ü😀"),
                            \(bytes), \(true), \(id), \(moment), \(json))
                        """)
                    let row = try #require(try await database.query("SELECT * FROM kept").first)
                    #expect(try row["i"] == number)
                    #expect(try row["d"] == 0.1)
                    #expect(try row["n"] == Decimal(string: "12.5"))
                    #expect(try row["s"] == "a'b\"c\\ü😀")
                    #expect(try row["b"] == [0, 255, 1] as [UInt8])
                    #expect(try row["f"] == true)
                    #expect(try row["u"] == id)
                    let kept: Date = try row["m"]
                    #expect(abs(kept.timeIntervalSince(moment)) < 1e-6)
                    #expect(try row["j"] == json)
                }
            }
        },
        SQLConformance("nulls, empty and huge values") { fixture in
            try await fixture.open { database in
                try await database.execute("CREATE TABLE kept (s TEXT, b BYTEA)")
                let large = String(repeating: "grüße ", count: 700_000)
                let bytes = [UInt8](repeating: 7, count: 3_000_000)
                for (text, content) in [(nil, nil), ("", []), (large, bytes)] as [(String?, [UInt8]?)] {
                    try await database.execute("DELETE FROM kept")
                    try await database.execute("INSERT INTO kept VALUES (\(text), \(content))")
                    let row = try #require(try await database.query("SELECT s, b FROM kept").first)
                    let (keptText, keptContent): (String?, [UInt8]?) = (try row[0], try row[1])
                    #expect(keptText == text)
                    #expect(keptContent == content)
                }
            }
        },
        SQLConformance("arrays") { fixture in
            try await fixture.open { database in
                try await database.execute(
                    """
                    CREATE TABLE kept (i \(unsafe: fixture.arrayTypes.integers), s \(unsafe: fixture.arrayTypes.texts))
                    """)
                let texts = ["", "a,b", "\"q\\", "NULL", "{x}", "ü"]
                try await database.execute("INSERT INTO kept VALUES (\([3, -1, 0]), \(texts))")
                try await database.execute("INSERT INTO kept VALUES (\([] as [Int]), \([nil, "a"] as [String?]))")
                let rows = try await database.query("SELECT i, s FROM kept")
                #expect(try rows[0][0] == [3, -1, 0])
                #expect(try rows[0][1] == texts)
                #expect(try rows[1][0] == [Int]())
                #expect(try rows[1][1] == [nil, "a"] as [String?])
            }
        },
        SQLConformance("a NUL in a text is refused, in bytes it is kept") { fixture in
            try await fixture.open { database in
                try await database.execute("CREATE TABLE kept (s TEXT, b BYTEA)")
                await expect(.sqlBadValue) { try await database.execute("INSERT INTO kept (s) VALUES (\("a\0b"))") }
                try await database.execute("INSERT INTO kept (b) VALUES (\(Array("a\0b".utf8)))")
                let rows = try await database.query("SELECT b FROM kept")
                #expect(try rows.map { try $0[0] } == [Array("a\0b".utf8)])
            }
        },
        SQLConformance("rows become values of a type") { fixture in
            try await fixture.open { database in
                try await database.execute(
                    """
                    CREATE TABLE samples (id BIGINT, unit_price DOUBLE PRECISION, colour TEXT, size JSONB, note TEXT)
                    """)
                let samples = [
                    Sample(id: 1, unitPrice: 2.5, colour: .red, size: .init(width: 3), note: nil),
                    Sample(id: 2, unitPrice: 3, colour: .blue, size: .init(width: 4), note: "n"),
                ]
                for sample in samples {
                    try await database.execute(
                        """
                        INSERT INTO samples VALUES (\(sample.id), \(sample.unitPrice), \(sample.colour.rawValue),
                            \(json: sample.size), \(sample.note))
                        """)
                }
                let read = try await database.query("SELECT * FROM samples ORDER BY id", as: Sample.self)
                #expect(read == samples)
                let ids = try await database.query("SELECT id FROM samples ORDER BY id", as: Int.self)
                #expect(ids == [1, 2])
            }
        },
        SQLConformance("a value of another type names its column") { fixture in
            try await fixture.open { database in
                let row = try #require(
                    try await database.query("SELECT 'x' AS word, NULL AS absent, 1.5 AS half").first)
                #expect(throws: MeridianError.self) { () throws -> Void in let _: Int = try row["word"] }
                #expect(throws: MeridianError.self) { () throws -> Void in let _: Int = try row["half"] }
                #expect(throws: MeridianError.self) { () throws -> Void in let _: Int = try row["missing"] }
                #expect(throws: MeridianError.self) { () throws -> Void in let _: Int = try row[3] }
                do {
                    let _: Int = try row["absent"]
                    Issue.record("a null was read as a number")
                } catch let error as MeridianError {
                    #expect(error.code == .sqlWrongType)
                    #expect(error.message.contains("'absent' holds null"))
                }
            }
        },
    ]

    static func answers(_ database: SQLDatabase, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let found = try await database.query("SELECT 1", as: Int.self)
        #expect(found == [1], sourceLocation: sourceLocation)
    }

    static func expect(
        _ code: ErrorCode, sourceLocation: SourceLocation = #_sourceLocation,
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> some Any
    ) async {
        do {
            _ = try await body()
            Issue.record("nothing was thrown; \(code) was expected", sourceLocation: sourceLocation)
        } catch {
            #expect((error as? MeridianError)?.code == code, "\(error)", sourceLocation: sourceLocation)
        }
    }
}
