import Exporting
import Foundation
import MeridianCore
import Testing

@testable import MeridianCommand

@Suite struct TargetDirectoryTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "target-\(UUID().uuidString)").path

    private func directory(_ files: [String: String]) -> TargetDirectory {
        var directory = TargetDirectory(path)
        for (name, text) in files.sorted(by: { $0.key < $1.key }) { directory.add(Export.File(name, text)) }
        return directory
    }

    private func text(_ name: String) -> String? { try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

    @Test func writesAgainWhatItWroteAndRemovesWhatIsNoLongerNeeded() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try directory(["a.yaml": "1", "deep/b.yaml": "2"]).write(force: false)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(path)/notes.txt"))
        try directory(["a.yaml": "3"]).write(force: false)
        #expect(text("a.yaml") == "3")
        #expect(text("deep/b.yaml") == nil)
        #expect(text("notes.txt") == "mine")
    }

    @Test func doesNotOverwriteWhatSomebodyElseWrote() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(path)/a.yaml"))
        let failure = #expect(throws: CommandFailure.self) { try directory(["a.yaml": "1"]).write(force: false) }
        #expect(failure?.code == .exportNotWritten)
        #expect(text("a.yaml") == "mine")
        try directory(["a.yaml": "1"]).write(force: true)
        #expect(text("a.yaml") == "1")
    }

    @Test func aDirectoryThatCantBeWrittenIsAnError() {
        var directory = TargetDirectory("/proc/nowhere")
        directory.add(Export.File("a", "1"))
        let failure = #expect(throws: CommandFailure.self) { try directory.write(force: false) }
        #expect(failure?.code == .exportNotWritten)
    }
}
