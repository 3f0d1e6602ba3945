import Glibc
import MeridianCore

/// A file of the store, with the system's reasons in its errors. Calls block.
final class StoredFile {
    let path: String
    private let descriptor: CInt

    /// - Throws: ``ErrorCode/metricsStoreUnusable``.
    init(_ path: String, writable: Bool) throws(MeridianError) {
        self.path = path
        descriptor = open(path, (writable ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC, 0o640)
        if descriptor < 0 { throw Self.unusable(path, "opened") }
    }

    deinit { close(descriptor) }

    var size: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// - Returns: Fewer bytes where the file ends.
    func read(at offset: Int, count: Int) throws(MeridianError) -> [UInt8] {
        var done = 0
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, initialized in
            while done < count {
                let more = pread(descriptor, buffer.baseAddress! + done, count - done, off_t(offset + done))
                if more < 0, errno == EINTR { continue }
                failed = more < 0
                if more <= 0 { break }
                done += more
            }
            initialized = done
        }
        if failed { throw Self.unusable(path, "read") }
        return bytes
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(MeridianError) {
        var done = 0
        while done < bytes.count {
            let more = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress! + done, bytes.count - done, off_t(offset + done))
            }
            if more < 0, errno == EINTR { continue }
            if more <= 0 { throw Self.unusable(path, "written") }
            done += more
        }
    }

    func cut(to size: Int) throws(MeridianError) {
        if ftruncate(descriptor, off_t(size)) != 0 { throw Self.unusable(path, "cut") }
    }

    /// Waits until the disk has what was written.
    func synchronize() throws(MeridianError) {
        if fdatasync(descriptor) != 0 { throw Self.unusable(path, "written") }
    }

    static func makeDirectory(_ path: String) throws(MeridianError) {
        if mkdir(path, 0o750) != 0, errno != EEXIST { throw unusable(path, "made") }
    }

    /// Names of what a directory has.
    static func names(in path: String) throws(MeridianError) -> [String] {
        guard let stream = opendir(path) else { throw unusable(path, "read") }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
                })
        }
        return names
    }

    static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    static func remove(_ path: String) { _ = unlink(path) }

    private static func unusable(_ path: String, _ what: String) -> MeridianError {
        MeridianError(.metricsStoreUnusable, "'\(path)' can't be \(what): \(String(cString: strerror(errno)))")
    }
}
