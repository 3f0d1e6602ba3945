package import MeridianCore
package import NIOCore

extension FileSystem {
    /// The whole of a file; blocks.
    /// - Returns: `nil` when there is no such file.
    package static func read(_ path: String) throws(MeridianError) -> ByteBuffer? {
        guard let file = try OpenFile.reading(path) else { return nil }
        var content = ByteBuffer()
        try file.readAll { part throws(MeridianError) in content.writeBytes(part) }
        return content
    }

    /// Replaces a file in one step: readers see the old content or the new, also after a power failure; blocks.
    package static func write(_ bytes: ByteBuffer, to path: String, mode: UInt32 = 0o644) throws(MeridianError) {
        let file = try OpenFile.creating("\(path).\(RequestID.make()).tmp", mode: mode)
        do throws(MeridianError) {
            try bytes.withUnsafeReadableBytes { bytes throws(MeridianError) in try file.write(bytes, at: 0) }
            try file.synchronize()
            try move(file.path, to: path)
        } catch {
            try? remove(file.path)
            throw error
        }
    }
}
