import Foundation
import MeridianCore
import Testing

@testable import MeridianCommand

@Suite struct CompilerOutputTests {
    @Test func findsEveryErrorOnceWithItsLine() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "Shop.swift").path
        try Data("import Meridian\nlet count = \tmissing\n".utf8).write(to: URL(fileURLWithPath: file))
        let lines = [
            "[1/3] Compiling Shop Shop.swift", "\(file):2:14: error: cannot find 'missing' in scope",
            "2 | let count = missing", "\(file):2:14: error: cannot find 'missing' in scope",
            "\(file):1:1: warning: unused import", "\(file):2:5: note: declared here", "error: fatalError",
        ]
        let errors = CompilerOutput.errors(in: lines, relativeTo: folder.path)
        #expect(errors.map(\.file) == ["Shop.swift"])
        #expect(errors.map(\.message) == ["cannot find 'missing' in scope"])
        #expect(
            errors.first?.rendered
                == """
                Shop.swift:2:14: error: cannot find 'missing' in scope
                 2 | let count = \tmissing
                   |             \t^
                """)
    }

    @Test(arguments: ["", "error: fatalError", "Sources/A.swift:1:1: error: relative", "/a.swift:x:1: error: no"])
    func leavesOtherLinesAlone(line: String) {
        #expect(CompilerOutput.parse(line) == nil)
    }

    @Test func knowsProgressFromTheRest() {
        #expect(CompilerOutput.progress("[12/30] Compiling Shop Items.swift") != nil)
        #expect(CompilerOutput.progress("[note] something") == nil)
        #expect(CompilerOutput.progress("Building for debugging...") == nil)
    }

    @Test func aBuildThatFailsWithoutACompilerErrorShowsWhatWasSaid() {
        let outcome = Tool.Outcome(
            status: 1, output: Data(), errors: Data(), lines: ["[1/2] Write", "error: no such module"])
        let failure = BuildFailure.from(outcome, directory: "/", what: "'Shop' does not compile")
        #expect(failure.code == .buildFailed)
        #expect(failure.status == .buildFailed)
        #expect(failure.message == "'Shop' does not compile:\nerror: no such module")
    }
}
