import Control
import Foundation

/// The commit that a directory's files are of.
enum GitRevision {
    /// - Returns: `nil` where git is not installed or does not know the directory, and for a file.
    static func of(_ directory: String) async -> SourceRevision? {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory), isDirectory.boolValue,
            let git = try? Tool("git"), let commit = await line(git, ["-C", directory, "rev-parse", "HEAD"])
        else { return nil }
        let changes = await line(git, ["-C", directory, "status", "--porcelain", "--", "."])
        return SourceRevision(revision: commit, isModified: changes != nil)
    }

    /// - Returns: The first line; `nil` when there is none or the command failed.
    private static func line(_ git: Tool, _ arguments: [String]) async -> String? {
        guard let outcome = try? await git.run(arguments), outcome.status == 0 else { return nil }
        let text = String(decoding: outcome.output, as: UTF8.self)
        return text.split(separator: "\n").first.map(String.init)
    }
}
