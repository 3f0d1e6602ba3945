#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An open file, closed at the end of its life.
struct FileDescriptor: ~Copyable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Opens a file to read it.
    static func reading(_ path: String) throws(SystemFailure) -> FileDescriptor {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last }
        return FileDescriptor(descriptor)
    }

    /// Creates a file that must not be there yet; a symbolic link is not followed.
    static func creating(_ path: String, mode: UInt32) throws(SystemFailure) -> FileDescriptor {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(mode))
        guard descriptor >= 0 else { throw .last }
        // Not open's mode alone: the umask of the process must not decide what a package contains.
        guard fchmod(descriptor, mode_t(mode)) == 0 else {
            let failure = SystemFailure.last
            close(descriptor)
            throw failure
        }
        return FileDescriptor(descriptor)
    }

    deinit { close(descriptor) }

    /// Hands over the rest of the file in pieces.
    func readAll(_ body: (UnsafeRawBufferPointer) -> Void) throws(SystemFailure) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = systemRead(descriptor, buffer.baseAddress, buffer.count)
            if count == 0 { return }
            if count < 0 {
                guard errno == EINTR else { throw .last }
            } else {
                body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }

    /// The size of the file in bytes.
    func size() throws(SystemFailure) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last }
        return Int(status.st_size)
    }

    /// Reads up to `count` bytes at an offset; fewer only at the end of the file.
    func read(count: Int, at offset: Int) throws(SystemFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let result = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress! + done, count - done, off_t(offset + done))
            }
            if result == 0 { break }
            if result < 0 {
                guard errno == EINTR else { throw .last }
            } else {
                done += result
            }
        }
        bytes.removeLast(count - done)
        return bytes
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemFailure) {
        var rest = bytes
        while !rest.isEmpty {
            let count = systemWrite(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                guard errno == EINTR else { throw .last }
            } else {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }

    /// Waits until the file, or the entries of the directory, are on the disk.
    func synchronize() throws(SystemFailure) {
        guard fsync(descriptor) == 0 else { throw .last }
    }
}

// Inside the type these names mean its own methods.
private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, bytes, count)
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
