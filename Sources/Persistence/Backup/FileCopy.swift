import MeridianCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Copies of files, durable and with their digests. Calls block.
enum FileCopy {
    /// - Throws: ``ErrorCode/storeUnusable``.
    static func digest(of path: String) throws(MeridianError) -> (digest: BlobDigest, size: Int64) {
        guard let file = try OpenFile.reading(path) else {
            throw MeridianError(.storeUnusable, "there is no file '\(path)'")
        }
        var hash = BlobHash()
        try file.readAll { hash.update($0) }
        return (hash.finish(), hash.size)
    }

    /// - Parameter target: In a directory that exists; no such file does.
    /// - Returns: Of what was written.
    static func copy(_ source: String, to target: String) throws(MeridianError) -> (digest: BlobDigest, size: Int64) {
        guard let from = try OpenFile.reading(source) else {
            throw MeridianError(.storeUnusable, "there is no file '\(source)'")
        }
        let to = try OpenFile.creating(target)
        var hash = BlobHash()
        try from.readAll { part throws(MeridianError) in
            try to.write(part, at: hash.size)
            hash.update(part)
        }
        try to.synchronize()
        return (hash.finish(), hash.size)
    }

    /// A second name for a file that is never written to; a copy, where the file system has none.
    static func link(_ source: String, to target: String) throws(MeridianError) {
        #if canImport(Darwin)
            let result = Darwin.link(source, target)
        #elseif canImport(Musl)
            let result = Musl.link(source, target)
        #else
            let result = Glibc.link(source, target)
        #endif
        if result != 0 { _ = try copy(source, to: target) }
    }
}
