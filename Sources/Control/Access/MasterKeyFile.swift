import Access
import MeridianCore
import NIOCore
import Persistence

/// The master key in the data directory, beside the stores and not in them.
enum MasterKeyFile {
    static let name = "master.key"

    /// Reads the key of a data directory, or makes one that only the owner of the process can read. Blocks.
    /// - Returns: The key, and whether its file had to be closed to other users.
    /// - Throws: ``ErrorCode/masterKeyUnusable``, ``ErrorCode/dataDirectoryUnusable``.
    static func load(in directory: String) throws(MeridianError) -> (key: MasterKey, tightened: Bool) {
        let path = "\(directory)/\(name)"
        guard let content = try FileSystem.read(path) else {
            let key = MasterKey.make()
            try FileSystem.write(ByteBuffer(string: key.text + "\n"), to: path, mode: 0o600)
            return (key, false)
        }
        guard let key = MasterKey(text: String(buffer: content)) else {
            throw MeridianError(
                .masterKeyUnusable,
                "'\(path)' holds no key of 64 hexadecimal digits; put a copy of it back, or move it away and set every "
                    + "secret again")
        }
        return (key, try FileSystem.closeToOthers(path))
    }
}
