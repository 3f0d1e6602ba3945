import ArgumentParser
import Foundation
import MeridianCore
import Packaging
import Specification
import Testing

@testable import MeridianCommand

@Suite struct ForeignBuildTests {
    private func withFolder<Result>(_ files: [String: String], _ body: (String) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "meridian-program-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, content) in files {
            let file = URL(fileURLWithPath: "\(folder)/\(name)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(content.utf8).write(to: file)
        }
        return try body(folder)
    }

    private func program(_ folder: String) throws -> ServiceBuilder.Program {
        let directory = try ServiceDirectory(folder)
        let specification = try #require(try directory.foreignSpecification(context: SpecificationContext()))
        return try ForeignBuild(specification, in: directory).program()
    }

    @Test func theWholeDirectoryIsThePackageButForWhatIsIgnored() throws {
        let files = [
            "meridian.yml": "service: shop\nruntime: nodejs\npackage: { exclude: ['data/**'] }", "server.js": "1",
            "lib/a.js": "1", "lib/a.test.js": "1", "data/large": "1", "notes.md": "1", "deep/er/notes.md": "1",
            ".git/HEAD": "1", "__pycache__/x": "1", ".env": "1",
            ".meridianignore": "# comment\n\n*.test.js\nnotes.md\n/.env\n",
        ]
        try withFolder(files) { folder in
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/link.js", withDestinationPath: "lib/a.js")
            let program = try program(folder)
            #expect(program.files.map(\.name) == ["lib/a.js", "link.js", "meridian.yml", "server.js"])
            #expect(program.files[1].path.hasSuffix("/lib/a.js"))
            #expect(program.executable == nil)
            #expect(program.manifest.entry == "server.js")
            #expect(program.manifest.runtime == .nodejs)
        }
    }

    @Test func aSwiftPackageIsNoProgram() throws {
        try withFolder(["meridian.yml": "service: shop", "a.swift": ""]) { folder in
            let specification = try ServiceDirectory(folder).foreignSpecification(context: SpecificationContext())
            #expect(specification == nil)
        }
    }

    @Test(arguments: [
        ("runtime: nodejs", "server.js"), ("runtime: python3", "server.py"), ("runtime: custom", "bootstrap"),
    ])
    func theFileThatIsRunMustBeThere(_ text: String, _ missing: String) throws {
        try withFolder(["meridian.yml": "service: shop\n" + text]) { folder in
            let failure = #expect(throws: CommandFailure.self) { try program(folder) }
            #expect(failure?.code == .noSuchSource)
            #expect(failure?.message.contains("has no '\(missing)'") == true)
        }
    }

    @Test func aCommandOfTheMachineNeedsNoFile() throws {
        try withFolder(["meridian.yml": "service: shop\nruntime: python3\ncommand: [gunicorn, 'app:app']"]) { folder in
            let program = try program(folder)
            #expect(program.manifest.entry == ManifestCoding.path)
            #expect(program.manifest.program?.command == ["gunicorn", "app:app"])
        }
    }

    @Test func aPatternThatIsNoneIsToldWithItsLine() throws {
        try withFolder([
            "meridian.yml": "service: a\nruntime: nodejs", "server.js": "", ".meridianignore": "ok\n[a-z]\n",
        ]) {
            folder in
            do {
                _ = try program(folder)
                Issue.record("accepted")
            } catch let error as SpecificationError {
                #expect(error.description.contains(".meridianignore:2:1: error: MER-4015"))
            }
        }
    }

    @Test func anyZipBecomesAPackage() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "meridian-zip-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("#!/bin/sh\n".utf8).write(to: URL(fileURLWithPath: folder + "/bootstrap"))
        try Data("print()".utf8).write(to: URL(fileURLWithPath: folder + "/app.py"))
        let zip = folder + "/function.zip"
        let made = try await Tool("python3").run(
            ["-m", "zipfile", "-c", zip, folder + "/bootstrap", folder + "/app.py"])
        try #require(made.status == 0)
        var specification = ServiceSpecification(service: ServiceName("new")!)
        specification.runtime = .custom
        specification.program = ForeignProgram(contract: .lambda, command: ["./bootstrap"])
        try ForeignBuild.package(zip, specification, to: folder + "/package.zip")
        let reader = try PackageReader(path: folder + "/package.zip")
        #expect(reader.manifest.entry == "bootstrap")
        #expect(reader.manifest.program == specification.program)
        let entries = reader.entries.map { "\($0.path) \($0.isExecutable)" }
        #expect(entries.sorted() == ["app.py false", "bootstrap true", "manifest.json false"])

        specification.program?.command = ["./main"]
        #expect(throws: CommandFailure.self) {
            try ForeignBuild.package(zip, specification, to: folder + "/other.zip")
        }
    }

    @Test func theCommandLineSaysWhatAZipIs() throws {
        let options = try ForeignOptions.parse(["--runtime", "custom", "--contract", "lambda", "--handler", "a.b"])
        let specification = try #require(try options.specification(for: "/tmp/MyShop.zip"))
        #expect(specification.service.rawValue == "my-shop")
        #expect(specification.program == ForeignProgram(contract: .lambda, command: ["./bootstrap"]))
        #expect(try Manifest.foreign(specification).functions.map(\.handler) == ["a.b"])
        #expect(try ForeignOptions.parse([]).specification(for: "a.zip") == nil)
        #expect(throws: (any Error).self) { try ForeignOptions.parse(["--contract", "lambda"]) }
        #expect(throws: (any Error).self) { try ForeignOptions.parse(["--runtime", "swift"]) }
        let unnamed = try ForeignOptions.parse(["--runtime", "custom", "--service", "No Name"])
        #expect(throws: CommandFailure.self) { try unnamed.specification(for: "a.zip") }
    }
}
