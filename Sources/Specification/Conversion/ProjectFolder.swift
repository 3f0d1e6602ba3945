#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The folder of a project for Node.js, which gives a service its name where the specification does not.
struct ProjectFolder {
    private struct Manifest: Decodable {
        var name: String?
    }

    private let folder: URL

    /// - Parameter path: That of a file in the folder.
    init(of path: String) {
        folder = URL(filePath: path).absoluteURL.standardized.deletingLastPathComponent()
    }

    /// The name, as it was given, and by whom, as words.
    var name: (text: String, origin: String)? {
        if let data = try? Data(contentsOf: folder.appending(path: "package.json")),
            let name = try? JSONDecoder().decode(Manifest.self, from: data).name, !name.isEmpty
        {
            // A scope comes before a slash.
            return (String(name.split(separator: "/").last ?? ""), "package.json")
        }
        let name = folder.lastPathComponent
        return name.isEmpty || name == "/" ? nil : (name, "its folder")
    }
}
