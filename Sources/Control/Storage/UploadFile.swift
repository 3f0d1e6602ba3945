import MeridianCore
import NIOCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A package on its way in.
final class UploadFile: Sendable {
    private let path: String
    private let descriptor: CInt

    init(_ path: String) throws(MeridianError) {
        self.path = path
        self.descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileSystem.failure("create", path) }
    }

    deinit {
        close(descriptor)
    }

    /// Blocks.
    func write(_ part: ByteBuffer) throws(MeridianError) {
        try FileSystem.writeAll(Array(part.readableBytesView), to: descriptor, path: path)
    }
}
