import Crypto
public import MeridianCore
public import Persistence

extension BlobDigest {
    /// The digest of a file, read in pieces.
    /// - Throws: ``MeridianCore/ErrorCode/unreadablePackage``, when the file can't be read.
    public init(ofFileAt path: String) throws(MeridianError) {
        var hash = SHA256()
        do throws(SystemFailure) {
            let file = try FileDescriptor.reading(path)
            try file.readAll { hash.update(bufferPointer: $0) }
        } catch {
            throw MeridianError(
                .unreadablePackage, "the package '\(path)' can't be read: \(error)", status: 400, cause: error)
        }
        self.init(hash.finalize())
    }

    /// The digest of a directory: of the paths of its files, whether they can be executed, and their contents.
    /// - Throws: ``MeridianCore/ErrorCode/unreadablePackage``, when a file can't be read.
    public init(ofDirectoryAt path: String) throws(MeridianError) {
        var hash = SHA256()
        do throws(SystemFailure) {
            var folders = [""]
            while let folder = folders.popLast() {
                for name in try DirectoryTree.names(in: path + "/" + folder) {
                    let file = folder + name
                    let kind = try FileKind(at: "\(path)/\(file)")
                    if kind.isDirectory {
                        folders.append(file + "/")
                        continue
                    }
                    let contents = try FileDescriptor.reading("\(path)/\(file)")
                    hash.update(data: Array("\(file)\0\(kind.isExecutable)\0\(try contents.size())\0".utf8))
                    try contents.readAll { hash.update(bufferPointer: $0) }
                }
            }
        } catch {
            throw MeridianError(
                .unreadablePackage, "the directory '\(path)' can't be read: \(error)", status: 400, cause: error)
        }
        self.init(hash.finalize())
    }
}
