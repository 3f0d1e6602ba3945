import Foundation
import MeridianCore
import NIOCore
import Persistence
import Testing

@Suite("Stores after a process was killed", .timeLimit(.minutes(2)))
struct CrashTests {
    /// What a writer said before it was killed.
    private struct Said {
        var documents: [Int: Int] = [:]
        var accepted: Set<Int64> = []
        var settling: Set<Int64> = []
        var finished: Set<Int64> = []
        var blobs: Set<String> = []

        mutating func read(_ line: Substring) {
            let words = line.split(separator: " ")
            switch (words.first, words.count) {
            case ("document", 3): documents[Int(words[1])!] = Int(words[2])!
            case ("accepted", 2): accepted.insert(Int64(words[1])!)
            case ("settling", 2): settling.insert(Int64(words[1])!)
            case ("finished", 2): finished.insert(Int64(words[1])!)
            case ("blob", 2): blobs.insert(String(words[1]))
            default: Issue.record("the writer said '\(line)'")
            }
        }
    }

    @Test("hold everything that was acknowledged, and nothing half")
    func nothingAcknowledgedIsLost() async throws {
        let directory = try TemporaryDirectory()
        var said = Said()
        for round in 0..<6 {
            try write(to: directory("data"), lines: Int.random(in: 1...(round % 2 == 0 ? 100 : 2_000)), &said)
            try await check(directory("data"), said)
        }
        #expect(!said.finished.isEmpty && !said.blobs.isEmpty && said.documents.count == 4)
    }

    /// Starts a writer and kills it when it has said so many lines.
    private func write(to directory: String, lines count: Int, _ said: inout Said) throws {
        let process = Process()
        // It lies beside the tests.
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "FixtureStoreWriter")
        process.arguments = [directory]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var text = Data()
        var lines = 0
        while lines < count {
            let part = output.fileHandleForReading.availableData
            guard !part.isEmpty else { break }
            lines += part.count { $0 == UInt8(ascii: "\n") }
            text += part
        }
        kill(process.processIdentifier, SIGKILL)
        text += output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal, "the writer ended by itself")
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast()
        {
            said.read(line)
        }
    }

    private func check(_ directory: String, _ said: Said) async throws {
        let stores = try EmbeddedStores(directory: directory)
        let problems = try await stores.check()
        #expect(problems.map(\.message) == [])
        for (task, number) in said.documents {
            let left = try #require(try await stores.documents.get(DocumentKey("tasks/\(task)/left")!))
            let right = try #require(try await stores.documents.get(DocumentKey("tasks/\(task)/right")!))
            #expect(left.value == right.value && left.revision == right.revision)
            #expect(try #require(Int(String(buffer: left.value))) >= number)
        }
        let queue = try await stores.queues.queue(of: ServiceName("shop")!)
        for id in said.accepted {
            let fate = try await queue.fate(of: EventID(id))
            switch fate {
            case .gone: #expect(said.settling.contains(id), "event \(id) is lost")
            case .pending: #expect(!said.finished.contains(id), "event \(id) is back")
            default: Issue.record("event \(id) is \(fate as Any)")
            }
        }
        for digest in said.blobs {
            let info = try await stores.blobs.info(BlobDigest(digest)!)
            #expect(info != nil)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory + "/blobs/incoming") == [])
        await stores.close()
    }
}
