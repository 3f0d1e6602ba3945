import Foundation

@testable import MeridianCommand

/// Commands of vendors that record how they were called and answer what a test wants.
///
/// A command is a shell script with the cases of `answers`; each argument list becomes one line of `calls`.
final class FakeTools {
    let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tools-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// - Parameter answers: Shell for `case "$*" in`, such as `diff*) echo changed; exit 1 ;;`.
    func add(_ name: String, _ answers: String = "") throws {
        let script = """
            #!/bin/sh
            printf '%s\\n' "\(name) $*" >> '\(folder)/calls'
            case "$*" in
            \(answers)
            *) exit 0 ;;
            esac
            """
        let path = "\(folder)/\(name)"
        try Data(script.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    var surroundings: VendorTool.Surroundings {
        VendorTool.Surroundings(searchPath: folder, progress: Progress(isQuiet: true))
    }

    /// How the commands were called, in order, with this folder left out of paths.
    func calls(without path: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: "\(folder)/calls") else { return [] }
        return try String(contentsOfFile: "\(folder)/calls", encoding: .utf8).split(separator: "\n")
            .map { String($0).replacing(path, with: "DIR") }
    }
}
