import Foundation
import MeridianCore

/// A file of a new project.
struct ProjectFile: Hashable, Sendable {
    /// Below the project's folder.
    var path: String
    var content: String
    var isExecutable = false
}

/// The folder that a new project is written into.
struct ProjectFolder: Sendable {
    /// As it was named.
    let shown: String
    /// Absolute, without a slash at its end.
    let path: String

    init(_ path: String) {
        shown = path
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
    }

    /// - Throws: ``ErrorCode/folderInUse``, ``ErrorCode/projectNotWritten``.
    func write(_ files: [ProjectFile]) throws(CommandFailure) {
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
            guard isDirectory.boolValue else {
                throw CommandFailure(.folderInUse, "'\(shown)' is a file; choose another folder with --path")
            }
            let content = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            guard content.isEmpty else {
                throw CommandFailure(
                    .folderInUse,
                    "the folder '\(shown)' is not empty (\(content.sorted()[0]) is in it); choose another "
                        + "with --path")
            }
        }
        for file in files {
            let url = URL(fileURLWithPath: path + "/" + file.path)
            do {
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.content.utf8).write(to: url)
                if file.isExecutable {
                    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
                }
            } catch {
                throw CommandFailure(
                    .projectNotWritten, "'\(shown)/\(file.path)' can't be written: \(error.localizedDescription)")
            }
        }
    }
}
