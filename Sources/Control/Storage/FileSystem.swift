import FoundationEssentials
import MeridianCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// File operations that survive a crash, and say what went wrong and where.
enum FileSystem {
    /// Replaces a file in one step: readers see the old content or the new, also after a power failure.
    static func write(_ bytes: some Sequence<UInt8>, to path: String, mode: UInt32 = 0o644) throws(MeridianError) {
        let temporary = path + ".\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode))
        guard descriptor >= 0 else { throw failure("create", temporary) }
        do throws(MeridianError) {
            try writeAll(Array(bytes), to: descriptor, path: temporary)
            guard fsync(descriptor) == 0 else { throw failure("write", temporary) }
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        close(descriptor)
        try move(temporary, to: path)
    }

    /// Renames, and makes the new name durable.
    static func move(_ source: String, to target: String) throws(MeridianError) {
        guard rename(source, target) == 0 else {
            let error = failure("write", target)
            unlink(source)
            throw error
        }
        try synchronizeDirectory(of: target)
    }

    static func writeAll(_ bytes: [UInt8], to descriptor: CInt, path: String) throws(MeridianError) {
        var position = 0
        while position < bytes.count {
            let written = bytes.withUnsafeBytes { bytes in
                #if canImport(Darwin)
                    Darwin.write(descriptor, bytes.baseAddress! + position, bytes.count - position)
                #elseif canImport(Musl)
                    Musl.write(descriptor, bytes.baseAddress! + position, bytes.count - position)
                #else
                    Glibc.write(descriptor, bytes.baseAddress! + position, bytes.count - position)
                #endif
            }
            if written > 0 {
                position += written
            } else if errno != EINTR {
                throw failure("write", path)
            }
        }
    }

    /// - Returns: `nil` when there is no such file.
    static func read(_ path: String) throws(MeridianError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("read", path)
        }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = part.withUnsafeMutableBytes { systemRead(descriptor, $0) }
            if count == 0 { return content }
            if count > 0 {
                content += part[..<count]
            } else if errno != EINTR {
                throw failure("read", path)
            }
        }
    }

    static func createDirectory(_ path: String, mode: UInt32 = 0o755) throws(MeridianError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: Int(mode)])
        } catch {
            throw MeridianError(
                .dataDirectoryUnusable, "can't create the directory '\(path)': \(error)", cause: error)
        }
    }

    /// The names in a directory, sorted.
    static func entries(_ path: String) throws(MeridianError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw MeridianError(.dataDirectoryUnusable, "can't read the directory '\(path)': \(error)", cause: error)
        }
    }

    /// Removes a file or a whole directory; one that is not there is fine.
    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }

    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Makes a directory's names durable.
    static func synchronizeDirectory(of path: String) throws(MeridianError) {
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try synchronize(directory.isEmpty ? "/" : directory)
    }

    /// Makes a file's content or a directory's names durable.
    static func synchronize(_ path: String) throws(MeridianError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("read", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("write", path) }
    }

    static func failure(_ verb: String, _ path: String) -> MeridianError {
        let reason = String(cString: strerror(errno))
        return MeridianError(.dataDirectoryUnusable, "can't \(verb) '\(path)': \(reason)")
    }

    private static func systemRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Darwin)
            Darwin.read(descriptor, buffer.baseAddress!, buffer.count)
        #elseif canImport(Musl)
            Musl.read(descriptor, buffer.baseAddress!, buffer.count)
        #else
            Glibc.read(descriptor, buffer.baseAddress!, buffer.count)
        #endif
    }
}
