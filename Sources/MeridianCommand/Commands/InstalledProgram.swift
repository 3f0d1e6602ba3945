import Engine
import Foundation

/// Programs that are installed beside this one.
enum InstalledProgram {
    /// For functions in JavaScript; `nil` where it is missing.
    static let isolate = path(of: "meridian-isolate")

    /// What makes sandboxes; `nil` where it is missing.
    static let sandbox = path(of: Sandbox.programName)

    private static func path(of name: String) -> String? {
        guard let own = Bundle.main.executableURL?.resolvingSymlinksInPath() else { return nil }
        let path = own.deletingLastPathComponent().appending(path: name).path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }
}
