import Foundation
import MeridianCore
import Testing

@testable import MeridianCommand

@Suite struct NewCommandTests {
    @Test(arguments: [
        ("shop", "Shop", "shop"), ("corner-shop", "CornerShop", "corner-shop"),
        ("CornerShop", "CornerShop", "corner-shop"),
        ("shop2", "Shop2", "shop2"), ("a-1", "A1", "a1"),
    ])
    func aNameHasThreeForms(text: String, module: String, service: String) throws {
        let name = try ProjectName(text)
        #expect(name.folder == text)
        #expect(name.module == module)
        #expect(name.service == service)
    }

    @Test(arguments: [
        "", "2shop", "-shop", "shop-", "a--b", "my shop", "shop.swift", "../shop", "läden", "meridian", "swift",
        "testing", "note", String(repeating: "a", count: 41),
    ])
    func aBadNameIsRefusedWithItsNumber(text: String) {
        let failure = #expect(throws: CommandFailure.self) { try ProjectName(text) }
        #expect(failure?.code == .badProjectName)
        #expect(failure?.status == .usage)
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "new-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test(arguments: ProjectTemplate.allCases)
    func aProjectIsWhole(template: ProjectTemplate) throws {
        let project = Project(name: try ProjectName("corner-shop"), dependency: #".package(path: "../x")"#)
        let files = template.files(project)
        #expect(Set(files.map(\.path)).count == files.count)
        let common = ["README.md", "meridian.yml", ".gitignore", ".ci/run"]
        let wanted: [String] =
            switch template {
            case .node: ["server.js", "tests/server.test.js"]
            case .python: ["server.py", "tests/test_server.py"]
            case .javascript: ["functions/hello.js", "functions/items/[id].js"]
            case .typescript: ["functions/hello.ts", "functions/items/[id].ts", "tsconfig.json"]
            case .swift, .app, .api, .event:
                [
                    "Package.swift", ".github/workflows/ci.yml", "Sources/CornerShop/CornerShop.swift",
                    "Tests/CornerShopTests/CornerShopTests.swift",
                ]
            }
        #expect(Set(common + wanted).isSubset(of: files.map(\.path)))
        #expect(files.first { $0.path == ".ci/run" }?.isExecutable == true)
        for file in files {
            #expect(file.content.hasSuffix("\n") && !file.content.hasSuffix("\n\n"), "\(file.path)")
            #expect(
                file.content.split(separator: "\n").allSatisfy { $0.count <= 120 && !$0.hasSuffix(" ") }, "\(file.path)"
            )
        }
    }

    @Test func onlyAnEmptyFolderIsWrittenInto() throws {
        try withFolder { folder in
            let file = ProjectFile(path: "a/b.txt", content: "b", isExecutable: true)
            try ProjectFolder(folder + "/new").write([file])
            try ProjectFolder(folder + "/new/a/empty").write([])
            #expect(FileManager.default.isExecutableFile(atPath: folder + "/new/a/b.txt"))
            let used = #expect(throws: CommandFailure.self) { try ProjectFolder(folder + "/new").write([file]) }
            #expect(used?.code == .folderInUse)
            #expect(throws: CommandFailure.self) { try ProjectFolder(folder + "/new/a/b.txt").write([file]) }
            let blocked = #expect(throws: CommandFailure.self) {
                try ProjectFolder(folder + "/new/a/b.txt/c").write([file])
            }
            #expect(blocked?.code == .projectNotWritten)
        }
    }

    @Test func theCheckoutIsFoundAroundTheDirectoryOrTheProgram() throws {
        try withFolder { folder in
            let checkout = folder + "/checkout"
            for path in ["Package.swift", "Sources/Meridian/App/FunctionApp.swift", "deep/er/file"] {
                let url = URL(fileURLWithPath: checkout + "/" + path)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data().write(to: url)
            }
            let real = URL(fileURLWithPath: checkout).resolvingSymlinksInPath().path
            #expect(
                try MeridianDependency.find(nil, executable: nil, directory: checkout + "/deep").place == .path(real))
            let built = try MeridianDependency.find(nil, executable: checkout + "/deep/er/file", directory: folder)
            #expect(built.place == .path(real))
            #expect(built.description.contains("built from"))
            #expect(try MeridianDependency.find(checkout, executable: nil, directory: folder).place == .path(checkout))
            let nowhere = #expect(throws: CommandFailure.self) {
                try MeridianDependency.find(nil, executable: folder + "/bin/meridian", directory: folder)
            }
            #expect(nowhere?.code == .dependencyUnknown)
            #expect(throws: CommandFailure.self) {
                try MeridianDependency.find(folder, executable: nil, directory: folder)
            }
        }
        let url = try MeridianDependency.find("https://example.com/meridian.git")
        #expect(
            url.requirement(from: "/tmp/shop")
                == #".package(url: "https://example.com/meridian.git", from: "\#(MeridianVersion.current)")"#)
    }

    @Test(arguments: [
        ("/src/meridian", "/src/shop", "../meridian"), ("/src/meridian", "/src/meridian/Examples/Shop", "../.."),
        ("/src/meridian", "/tmp/shop", "/src/meridian"), ("/src/meridian", "/src", "/src/meridian"),
    ])
    func checkoutsNearbyAreNamedRelatively(path: String, folder: String, relative: String) {
        #expect(MeridianDependency.relative(path, to: folder) == relative)
    }
}
