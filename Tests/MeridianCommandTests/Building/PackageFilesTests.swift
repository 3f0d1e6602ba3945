import Foundation
import Specification
import Testing

@testable import MeridianCommand

@Suite struct PackageFilesTests {
    @Test func takesWhatIsIncludedAndNotExcluded() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "meridian-files-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["public/app.js", "public/app.js.map", "public/img/a.png", "data/a.json", "data/a.txt", ".build/x"]
        {
            let file = URL(fileURLWithPath: "\(folder)/\(name)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("x".utf8).write(to: file)
        }
        let specification = try ServiceSpecification.parse(
            "service: a\npackage: { include: [public, 'data/*.json'], exclude: ['**/*.map'] }")
        let files = try PackageFiles(specification, in: folder).files
        #expect(files.map(\.name) == ["data/a.json", "public/app.js", "public/img/a.png"])
        #expect(files[0].path == "\(folder)/data/a.json")

        let all = try ServiceSpecification.parse("service: a\npackage: { include: ['**'] }")
        #expect(try PackageFiles(all, in: folder).files.count == 5)

        let missing = try ServiceSpecification.parse("service: a\npackage: { include: [public, pubic] }")
        do throws(SpecificationError) {
            _ = try PackageFiles(missing, in: folder)
            Issue.record("accepted")
        } catch {
            #expect(
                error.description == "meridian.yml:2:30: error: MER-4020: no file fits 'pubic' in package.include")
        }
    }
}
