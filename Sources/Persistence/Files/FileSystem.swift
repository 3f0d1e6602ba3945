package import MeridianCore

#if canImport(Darwin)
    package import Darwin
#elseif canImport(Musl)
    package import Musl
#else
    package import Glibc
#endif

/// Directories and names that survive a crash. Calls block.
package enum FileSystem {
    /// Makes a directory and those above it, durably; one that is there is fine.
    /// - Throws: ``ErrorCode/storeUnusable`` with the system's reason.
    package static func makeDirectory(_ path: String, mode: mode_t = 0o700) throws(MeridianError) {
        if mkdir(path, mode) == 0 {
            try synchronizeDirectory(parent(of: path))
            return
        }
        switch errno {
        case EEXIST:
            guard isDirectory(path) else {
                throw MeridianError(.storeUnusable, "'\(path)' is no directory; move it or name another")
            }
        case ENOENT where parent(of: path) != path:
            try makeDirectory(parent(of: path), mode: mode)
            try makeDirectory(path, mode: mode)
        default:
            throw failure("make the directory", path)
        }
    }

    /// Replaces what has the name, in one step and durably.
    package static func move(_ source: String, to target: String) throws(MeridianError) {
        guard rename(source, target) == 0 else { throw failure("write", target) }
        try synchronizeDirectory(parent(of: target))
    }

    /// The names in a directory, by their bytes, without `.` and `..`.
    package static func names(in path: String) throws(MeridianError) -> [String] {
        guard let directory = opendir(path) else { throw failure("read the directory", path) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    package static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    package static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// In bytes; `nil` when there is no such file.
    package static func size(of path: String) throws(MeridianError) -> Int64? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure("read", path)
        }
        return Int64(status.st_size)
    }

    /// Removes a file, or a directory with all in it. What is not there is fine.
    package static func remove(_ path: String) throws(MeridianError) {
        if unlink(path) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM, isDirectory(path) else { throw failure("remove", path) }
        for name in try names(in: path) { try remove(path + "/" + name) }
        guard rmdir(path) == 0 || errno == ENOENT else { throw failure("remove", path) }
    }

    /// Makes the names in a directory durable.
    package static func synchronizeDirectory(_ path: String) throws(MeridianError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("read the directory", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("write the directory", path) }
    }

    package static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// What `errno` says about a path.
    package static func failure(_ verb: String, _ path: String) -> MeridianError {
        let code = errno
        guard code != ENOSPC, code != EDQUOT else {
            return MeridianError(
                .storeFull, "there is no room for '\(path)'; the change was not made", status: 507)
        }
        return MeridianError(.storeUnusable, "can't \(verb) '\(path)': \(String(cString: strerror(code)))")
    }
}
