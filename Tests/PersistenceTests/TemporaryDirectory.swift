import Foundation

/// A directory that is gone when nobody holds it any more.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "meridian-store-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func callAsFunction(_ name: String) -> String { path + "/" + name }
}

/// Changes bytes of files.
enum Damage {
    /// Turns every place around in which a file holds some bytes.
    /// - Returns: How many there were.
    @discardableResult
    static func overwrite(_ bytes: String, with others: String, in path: String) throws -> Int {
        var content = try Data(contentsOf: URL(filePath: path))
        var count = 0
        while let range = content.range(of: Data(bytes.utf8)) {
            content.replaceSubrange(range, with: Data(others.utf8))
            count += 1
        }
        try content.write(to: URL(filePath: path))
        return count
    }

    static func flip(_ offset: Int, in path: String) throws {
        var content = try Data(contentsOf: URL(filePath: path))
        content[offset] ^= 0x10
        try content.write(to: URL(filePath: path))
    }

    static func size(of path: String) throws -> Int {
        try Data(contentsOf: URL(filePath: path)).count
    }
}
