import Foundation
import Persistence

/// `BenchPersistence DIRECTORY SECONDS [BACKLOG]`: measures the embedded stores in a directory that it makes and removes.
/// Prints a line for each figure: name, value and unit, with tabs between them.
///
/// Every peer of a table that is added here, such as a queue in PostgreSQL, conforms to `EventQueue` and is handed to
/// `EventLoad`.
@main
struct BenchPersistence {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3, let seconds = Double(arguments[2]), seconds > 0 else {
            FileHandle.standardError.write(Data("usage: BenchPersistence DIRECTORY SECONDS [BACKLOG]\n".utf8))
            exit(64)
        }
        let backlog = arguments.count > 3 ? Int(arguments[3]) ?? 1_000_000 : 1_000_000
        let directory = arguments[1]
        guard !FileManager.default.fileExists(atPath: directory) else {
            FileHandle.standardError.write(Data("'\(directory)' exists; name a directory to be made\n".utf8))
            exit(73)
        }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let time = Duration.seconds(seconds)
        try RawSync(path: "\(directory)/raw", time: time).run()
        for writers in [1, 16, 256] {
            let store = try SQLiteDocumentStore(path: "\(directory)/documents-\(writers).sqlite")
            try await DocumentLoad(store: store, writers: writers, time: time).run()
            await store.close()
        }
        for producers in [1, 16, 256] {
            let queue = try SQLiteEventQueue(path: "\(directory)/queue-\(producers).sqlite")
            try await EventLoad(queues: [queue], producers: producers, time: time).run("one file")
            await queue.close()
        }
        let queues = try (0..<8).map { try SQLiteEventQueue(path: "\(directory)/queue-of-\($0).sqlite") }
        try await EventLoad(queues: queues, producers: 256, time: time).run("8 files")
        for queue in queues { await queue.close() }
        try await DispatchLoad(directory: "\(directory)/dispatch", producers: 256, time: time).run()
        try await Backlog(path: "\(directory)/backlog.sqlite", count: backlog).run()
    }

    static func report(_ name: String, _ value: Double, _ unit: String) {
        print("\(name)\t\(String(format: "%.1f", value))\t\(unit)")
    }

    /// Of this process, in MiB.
    static var residentMemory: Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(whereSeparator: { !$0.isNumber }).first).flatMap { Double($0) }.map { $0 / 1_024 } ?? 0
    }
}
