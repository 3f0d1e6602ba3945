package import MeridianCore

#if canImport(Darwin)
    package import Darwin
#elseif canImport(Musl)
    package import Musl
#else
    package import Glibc
#endif

/// A file that is read or written from its beginning to its end. Calls block.
package final class OpenFile: Sendable {
    package let path: String
    private let descriptor: CInt

    private init(path: String, descriptor: CInt) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// - Returns: `nil` when there is no such file.
    package static func reading(_ path: String) throws(MeridianError) -> OpenFile? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw FileSystem.failure("read", path)
        }
        return OpenFile(path: path, descriptor: descriptor)
    }

    /// A new file; one that is there is an error.
    package static func creating(_ path: String, mode: mode_t = 0o600) throws(MeridianError) -> OpenFile {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileSystem.failure("create", path) }
        return OpenFile(path: path, descriptor: descriptor)
    }

    /// Reads on from a place.
    /// - Parameter offset: In bytes.
    /// - Returns: How many bytes were read; 0 at the end of the file.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(MeridianError) -> Int {
        guard let start = buffer.baseAddress else { return 0 }
        while true {
            let count = pread(descriptor, start, buffer.count, off_t(offset))
            if count >= 0 { return count }
            guard errno == EINTR else { throw FileSystem.failure("read", path) }
        }
    }

    /// Reads the whole file in parts of 256 KiB.
    package func readAll(_ body: (UnsafeRawBufferPointer) throws(MeridianError) -> Void) throws(MeridianError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        var offset: Int64 = 0
        while true {
            let count = try read(into: buffer, at: offset)
            guard count > 0 else { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            offset += Int64(count)
        }
    }

    /// - Parameter offset: In bytes.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(MeridianError) {
        var position = 0
        while position < bytes.count {
            let written = pwrite(
                descriptor, bytes.baseAddress! + position, bytes.count - position, off_t(offset) + off_t(position))
            if written >= 0 {
                position += written
            } else if errno != EINTR {
                throw FileSystem.failure("write", path)
            }
        }
    }

    /// Makes the content durable.
    package func synchronize() throws(MeridianError) {
        guard fsync(descriptor) == 0 else { throw FileSystem.failure("write", path) }
    }
}
