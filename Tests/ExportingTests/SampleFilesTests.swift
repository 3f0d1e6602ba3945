import Foundation
import Specification
import Testing

@testable import Exporting

/// Writes the sample's exports below `.build`, where `scripts/check-exports` asks the vendors' own checkers about them.
@Suite struct SampleFilesTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: ".build/exports")

    @Test(arguments: PlatformTarget.allCases.filter { $0 != .meridian })
    func writesEveryFile(_ target: PlatformTarget) throws {
        let root = Self.folder.appending(path: target.rawValue)
        try? FileManager.default.removeItem(at: root)
        let export = try Sample.export(target)
        for file in export.files {
            let url = root.appending(path: file.path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(file.text.utf8).write(to: url)
            #expect(try String(contentsOf: url, encoding: .utf8) == file.text)
        }
        #expect(!export.files.isEmpty)
    }
}
