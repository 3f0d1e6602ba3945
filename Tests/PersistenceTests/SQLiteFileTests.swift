import Foundation
import GRDB
import MeridianCore
import Testing

@testable import Persistence

@Suite("A file that is written by group commit")
struct SQLiteFileTests {
    private let directory: TemporaryDirectory
    private let file: SQLiteFile

    init() throws {
        directory = try TemporaryDirectory()
        file = try SQLiteFile(
            directory("numbers.sqlite"),
            schema: SQLiteSchema(identifier: 7, steps: ["CREATE TABLE numbers (number INTEGER PRIMARY KEY)"]))
    }

    private struct Refused: Error {}

    private func numbers() async throws -> [Int64] {
        try await file.read { try $0.integers("SELECT number FROM numbers ORDER BY number") }
    }

    @Test("is in WAL mode and makes every commit durable")
    func settings() async throws {
        let (journal, synchronous) = try await file.commit { database in
            (
                try String.fetchOne(database, sql: "PRAGMA journal_mode"),
                try Int.fetchOne(database, sql: "PRAGMA synchronous")
            )
        }
        #expect(journal == "wal")
        #expect(synchronous == 2)
    }

    @Test("undoes only the change that fails")
    func failuresStayAlone() async throws {
        let file = file
        let refused = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    do {
                        try await file.commit { database in
                            try database.run("INSERT INTO numbers VALUES (?)", [number])
                            if number % 3 == 0 { throw Refused() }
                            // A constraint in the middle of a change.
                            if number % 3 == 1 { try database.run("INSERT INTO numbers VALUES (?)", [number]) }
                        }
                        return false
                    } catch {
                        return true
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refused == 134)
        #expect(try await numbers() == (0..<200).filter { $0 % 3 == 2 })
    }

    @Test("gathers what is committed while another transaction is made durable")
    func gathers() async throws {
        let file = file
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<500 {
                group.addTask { _ = try await file.commit { try $0.run("INSERT INTO numbers VALUES (?)", [number]) } }
            }
            try await group.waitForAll()
        }
        #expect(try await numbers().count == 500)
    }

    @Test("finishes what was begun when it is closed, and refuses the rest")
    func closes() async throws {
        let file = file
        let begun = Task { try await file.commit { try $0.run("INSERT INTO numbers VALUES (1)") } }
        _ = try await begun.value
        await file.close()
        await file.close()
        let error = await #expect(throws: MeridianError.self) {
            try await file.commit { try $0.run("INSERT INTO numbers VALUES (2)") }
        }
        #expect(error?.code == .storeClosed)
        let reading = await #expect(throws: MeridianError.self) { try await numbers() }
        #expect(reading?.code == .storeClosed)
    }

    @Test("is held by one at a time, and free when it is let go")
    func isHeld() async throws {
        let path = directory("held.sqlite")
        do {
            let store = try SQLiteDocumentStore(path: path)
            let error = #expect(throws: MeridianError.self) { try SQLiteDocumentStore(path: path) }
            #expect(error?.code == .storeInUse)
            #expect(error?.message.contains(path) == true)
            await store.close()
        }
        await (try SQLiteDocumentStore(path: path)).close()
    }

    @Test("can't be where no directory is")
    func noDirectory() throws {
        let error = #expect(throws: MeridianError.self) {
            try SQLiteDocumentStore(path: directory("none/documents.sqlite"))
        }
        #expect(error?.code == .storeUnusable)
        try Data().write(to: URL(filePath: directory("file")))
        for body in [
            { _ = try DirectoryBlobStore(directory: self.directory("file/blobs")) },
            { _ = try SQLiteEventQueues(directory: self.directory("file")) },
            { _ = try EmbeddedStores(directory: self.directory("file/data")) },
        ] as [() throws -> Void] {
            let error = #expect(throws: MeridianError.self) { try body() }
            #expect(error?.code == .storeUnusable, "\(error as Any)")
        }
    }
}
