import Foundation

/// The runtime libraries of C++ and GCC as archives in a folder of their own. A linker that looks there first links them
/// in, and the executable starts without loading either (Documentation/Decisions/0005).
struct RuntimeArchives: Sendable {
    /// What the linker looks for, and what the compiler calls the archive that it shall find.
    private static let names = [("libstdc++.a", "libstdc++.a"), ("libgcc_s.a", "libgcc_eh.a")]

    /// Where the linker is to look.
    let folder: String

    /// Puts links to the archives into `link` of a build directory.
    /// - Returns: `nil` when that can't be or one is not there; the libraries are then linked as ever.
    static func prepared(in scratch: String) async throws -> RuntimeArchives? {
        guard let clang = Tool.path(of: "clang") else { return nil }
        // The linker runs somewhere else.
        let folder = URL(fileURLWithPath: scratch + "/link").path
        for (name, archive) in names {
            let outcome = try await Tool(path: clang).run(["-print-file-name=\(archive)"])
            // An archive that is not there is named without a path.
            guard let path = outcome.lines.first, path.hasPrefix("/"), link("\(folder)/\(name)", to: path) else {
                return nil
            }
        }
        return RuntimeArchives(folder: folder)
    }

    private static func link(_ link: String, to path: String) -> Bool {
        let files = FileManager.default
        guard files.fileExists(atPath: path) else { return false }
        if (try? files.destinationOfSymbolicLink(atPath: link)) == path { return true }
        do {
            try files.createDirectory(
                atPath: (link as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try? files.removeItem(atPath: link)
            try files.createSymbolicLink(atPath: link, withDestinationPath: path)
            return true
        } catch {
            return false
        }
    }
}
