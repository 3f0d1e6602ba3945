#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the system says of a path, without following a symbolic link.
struct FileKind {
    let isRegular: Bool
    let isDirectory: Bool
    /// Whether its owner may execute it.
    let isExecutable: Bool

    init(at path: String) throws(SystemFailure) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .last }
        isRegular = status.st_mode & S_IFMT == S_IFREG
        isDirectory = status.st_mode & S_IFMT == S_IFDIR
        isExecutable = status.st_mode & S_IXUSR != 0
    }
}

/// Directories, by plain system calls.
enum DirectoryTree {
    /// The names in a directory, sorted by their bytes.
    static func names(in path: String) throws(SystemFailure) -> [String] {
        guard let stream = opendir(path) else { throw .last }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Removes a directory with all that is in it, as far as that goes.
    static func remove(_ path: String) {
        guard let kind = try? FileKind(at: path) else { return }
        guard kind.isDirectory else {
            unlink(path)
            return
        }
        for name in (try? names(in: path)) ?? [] { remove("\(path)/\(name)") }
        rmdir(path)
    }

    /// Makes a directory with a fresh name beside `path`.
    static func makeTemporary(beside path: String) throws(SystemFailure) -> String {
        var template = Array("\(path).partial-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) != nil }
        guard made else { throw .last }
        let name = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        guard chmod(name, 0o755) == 0 else { throw .last }
        return name
    }

    static func make(_ path: String) throws(SystemFailure) {
        guard mkdir(path, 0o755) == 0, chmod(path, 0o755) == 0 else { throw .last }
    }

    static func move(_ path: String, to target: String) throws(SystemFailure) {
        guard rename(path, target) == 0 else { throw .last }
    }

    /// Waits until the names in a directory are on the disk.
    static func synchronize(_ path: String) throws(SystemFailure) {
        try FileDescriptor.reading(path).synchronize()
    }
}
