import Access
import MeridianCore
import NIOCore
import Persistence

/// What the data directory says of an identity provider.
enum IdentityFile {
    static let name = "identity.json"

    /// Blocks.
    /// - Returns: `nil` when there is no file.
    /// - Throws: ``ErrorCode/dataDirectoryUnusable`` when it can't be read.
    static func load(in directory: String) throws(MeridianError) -> IdentityProvider? {
        let path = "\(directory)/\(name)"
        guard let content = try FileSystem.read(path) else { return nil }
        let configuration = try IdentityConfiguration(json: content, path: path)
        return IdentityProvider(configuration, directory: directory)
    }
}
