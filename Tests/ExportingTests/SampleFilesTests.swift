import Foundation
import Specification
import Testing

@testable import Exporting

/// Writes the sample's exports for `scripts/check-exports`, which asks the vendors' own checkers about them.
@Suite struct SampleFilesTests {
    @Test(arguments: PlatformTarget.allCases.filter { $0 != .meridian })
    func writesEveryFile(_ target: PlatformTarget) throws {
        let folder = ProcessInfo.processInfo.environment["MERIDIAN_EXPORT_SAMPLES"]
        let root = folder ?? FileManager.default.temporaryDirectory.appending(path: "exports-\(UUID().uuidString)").path
        defer { if folder == nil { try? FileManager.default.removeItem(atPath: root) } }
        let export = try Sample.export(target)
        for file in export.files {
            let url = URL(filePath: "\(root)/\(target)/\(file.path)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(file.text.utf8).write(to: url)
            #expect(try String(contentsOf: url, encoding: .utf8) == file.text)
        }
        #expect(!export.files.isEmpty)
    }
}
