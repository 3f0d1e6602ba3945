import Meridian
import NIOCore
import NIOPosix
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A folder for the files of one form, which no one but this user can read. It is made with the first file.
final class TemporaryFolder: Sendable {
    private struct State {
        var path: String?
        var files = 0
    }

    static var standardParent: String {
        getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    }

    private let parent: String
    private let state = Mutex(State())

    init(in parent: String) {
        self.parent = parent
    }

    /// Writes a part's content to a file of its own. The caller is not asked for more than the disk takes.
    func keep(_ part: Part) async throws -> Upload {
        let path = try state.withLock { state throws(MeridianError) in
            if state.path == nil { state.path = try makeFolder() }
            state.files += 1
            return "\(state.path!)/\(state.files)"
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { close(descriptor) }
        var size = 0
        for try await bytes in part.body {
            size += bytes.readableBytes
            try await NIOThreadPool.singleton.runIfActive { try Self.write(bytes, to: descriptor, path) }
        }
        return Upload(head: part.head, size: size, path: path)
    }

    func remove() {
        state.withLock { state in
            guard let path = state.path else { return }
            // A function may have moved some of them.
            for number in 0..<state.files { unlink("\(path)/\(number + 1)") }
            rmdir(path)
            state = State()
        }
    }

    private func makeFolder() throws(MeridianError) -> String {
        var template = Array("\(parent)/meridian-form-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Self.failure(parent) }
        return template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    private static func write(_ bytes: ByteBuffer, to descriptor: CInt, _ path: String) throws(MeridianError) {
        var rest = bytes
        while rest.readableBytes > 0 {
            let count = rest.withUnsafeReadableBytes { bytes in
                #if canImport(Darwin)
                    Darwin.write(descriptor, bytes.baseAddress, bytes.count)
                #elseif canImport(Musl)
                    Musl.write(descriptor, bytes.baseAddress, bytes.count)
                #else
                    Glibc.write(descriptor, bytes.baseAddress, bytes.count)
                #endif
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path) }
            rest.moveReaderIndex(forwardBy: count)
        }
    }

    static func failure(_ path: String) -> MeridianError {
        let reason = String(cString: strerror(errno))
        return MeridianError(
            .uploadNotKept,
            "an uploaded file can't be kept in \(path): \(reason); set 'multipart.directory' to a folder that the "
                + "service may write to")
    }
}
