import Foundation
import Testing

@testable import MeridianCommand

@Suite(.timeLimit(.minutes(1)))
struct SourceWatcherTests {
    @Test func noticesChangedNewAndRemovedSources() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ path: String, _ text: String) throws {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        for path in ["Package.swift", "meridian.yml", "Sources/Shop/A.swift", "Sources/Shop/B.swift"] {
            try write(path, "1")
        }
        var watcher = SourceWatcher(folder.path)
        #expect(watcher.seen.count == 4)

        for path in [".build/debug/C.swift", "Tests/D.swift", "data.sqlite", ".hidden.swift"] { try write(path, "2") }
        #expect(SourceWatcher.scan(folder.path) == watcher.seen)

        try write("Sources/Shop/A.swift", "22")
        try write("Sources/Shop/New/E.swift", "2")
        try FileManager.default.removeItem(at: folder.appending(path: "Sources/Shop/B.swift"))
        let changed = try await watcher.change()
        #expect(changed == ["Sources/Shop/A.swift", "Sources/Shop/B.swift", "Sources/Shop/New/E.swift"])
    }
}
