import NIOCore
import NIOPosix

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file that is open for reading. What blocks runs on a thread for it.
final class OpenFile: Sendable {
    private static let partSize = 128 << 10

    let name: String
    let size: Int
    /// Seconds since 1970, not negative.
    let modified: Int
    /// Changes whenever the file does: its time of change to the nanosecond, and its size.
    let etag: String
    private let descriptor: CInt

    private init(_ descriptor: CInt, name: String, _ status: stat) {
        self.descriptor = descriptor
        self.name = name
        size = Int(status.st_size)
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        modified = max(0, Int(time.tv_sec))
        let moment = UInt64(truncatingIfNeeded: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
        etag = "\"\(String(moment, radix: 36))-\(String(size, radix: 36))\""
    }

    deinit {
        close(descriptor)
    }

    /// Opens a regular file below a directory. No step of the way may be a symbolic link, so that none leads out of it.
    /// - Parameters:
    ///   - segments: The way to it; each a plain name.
    ///   - index: What is opened in the place of a directory.
    /// - Returns: `nil` when there is no such file.
    static func open(_ segments: [String], index: String?, in directory: String) async throws -> OpenFile? {
        try await NIOThreadPool.singleton.runIfActive { openNow(segments, index: index, in: directory) }
    }

    private static func openNow(_ segments: [String], index: String?, in directory: String) -> OpenFile? {
        var current = openPath(directory, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard current >= 0 else { return nil }
        var name = ""
        for segment in segments {
            guard let next = openNext(current, segment) else { return nil }
            current = next
            name = segment
        }
        var status = stat()
        guard fstat(current, &status) == 0 else { return closing(current) }
        if status.st_mode & S_IFMT == S_IFDIR {
            guard let index, let next = openNext(current, index) else { return index == nil ? closing(current) : nil }
            current = next
            name = index
            guard fstat(current, &status) == 0 else { return closing(current) }
        }
        guard status.st_mode & S_IFMT == S_IFREG else { return closing(current) }
        return OpenFile(current, name: name, status)
    }

    /// Opens what a directory holds, and closes the directory.
    private static func openNext(_ directory: CInt, _ name: String) -> CInt? {
        // Not to be kept waiting by a pipe.
        let descriptor = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        close(directory)
        return descriptor < 0 ? nil : descriptor
    }

    private static func openPath(_ path: String, _ flags: CInt) -> CInt {
        #if canImport(Darwin)
            Darwin.open(path, flags)
        #elseif canImport(Musl)
            Musl.open(path, flags)
        #else
            Glibc.open(path, flags)
        #endif
    }

    private static func closing(_ descriptor: CInt) -> OpenFile? {
        close(descriptor)
        return nil
    }

    /// Reads bytes; fewer when the file has become shorter.
    func read(_ range: Range<Int>) async throws -> ByteBuffer {
        try await NIOThreadPool.singleton.runIfActive { [self] in
            var buffer = ByteBufferAllocator().buffer(capacity: range.count)
            while buffer.readableBytes < range.count {
                let missing = range.count - buffer.readableBytes
                let offset = range.lowerBound + buffer.readableBytes
                let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: missing) { target in
                    max(0, pread(descriptor, target.baseAddress, missing, off_t(offset)))
                }
                if count == 0 { break }
            }
            return buffer
        }
    }

    /// Writes bytes bit by bit.
    /// - Throws: ``FileChanged`` when the file has become shorter: the caller was told another length.
    func write(_ range: Range<Int>, to writer: ResponseWriter) async throws {
        var position = range.lowerBound
        while position < range.upperBound {
            let part = try await read(position..<min(range.upperBound, position + Self.partSize))
            guard part.readableBytes > 0 else { throw FileChanged() }
            try await writer.write(part)
            position += part.readableBytes
        }
    }

    struct FileChanged: Error {}
}
