#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A directory that is removed at the end of its life.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/meridian-packaging-XXXXXX".utf8CString)
        guard template.withUnsafeMutableBufferPointer({ mkdtemp($0.baseAddress!) }) != nil else {
            throw Failure(description: "no temporary directory")
        }
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    deinit { Self.remove(path) }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Writes a file below the directory and makes the directories above it.
    @discardableResult
    func write(_ bytes: [UInt8], to name: String, mode: UInt32 = 0o644) throws -> String {
        var parent = path
        for part in name.split(separator: "/").dropLast() {
            parent += "/\(part)"
            mkdir(parent, 0o755)
        }
        let file = "\(path)/\(name)"
        guard let stream = fopen(file, "wb") else { throw Failure(description: file) }
        defer { fclose(stream) }
        guard fwrite(bytes, 1, bytes.count, stream) == bytes.count else { throw Failure(description: file) }
        chmod(file, mode_t(mode))
        return file
    }

    static func read(_ file: String) throws -> [UInt8] {
        guard let stream = fopen(file, "rb") else { throw Failure(description: file) }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, stream)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    static func mode(_ file: String) -> UInt32? {
        var status = stat()
        guard lstat(file, &status) == 0 else { return nil }
        return UInt32(status.st_mode) & 0o7777
    }

    /// Every regular file below a directory, by its path from there.
    static func files(below directory: String, prefix: String = "") throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try names(in: directory) {
            let path = "\(directory)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0 else { throw Failure(description: path) }
            if status.st_mode & S_IFMT == S_IFDIR {
                files.merge(try Self.files(below: path, prefix: "\(prefix)\(name)/")) { first, _ in first }
            } else {
                files["\(prefix)\(name)"] = try read(path)
            }
        }
        return files
    }

    static func names(in directory: String) throws -> [String] {
        guard let stream = opendir(directory) else { throw Failure(description: directory) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func remove(_ path: String) {
        for name in (try? names(in: path)) ?? [] { remove("\(path)/\(name)") }
        if rmdir(path) != 0 { unlink(path) }
    }
}
