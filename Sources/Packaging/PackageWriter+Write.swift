import CZip
public import MeridianCore
public import Persistence

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension PackageWriter {
    /// How much time goes into making the package small, as zlib's level.
    public enum Compression: UInt32, Sendable {
        /// For packages that are replaced in a moment: a third of the time for a sixth more bytes.
        case fast = 1
        /// zlib's own default; higher levels cost seconds for a few per cent of an executable.
        case balanced = 6
    }

    /// 1980-01-01, the first day that a zip can name (APPNOTE 6.3.10, §4.4.6).
    private static let dosDate: UInt16 = 1 << 5 | 1

    /// Writes the package. A file that is there is replaced in one step when the new one is whole.
    /// - Parameters:
    ///   - path: The zip file.
    ///   - compression: How small. It changes the bytes, and so the digest.
    /// - Returns: The digest by which the package is named.
    /// - Throws: ``MeridianCore/ErrorCode/entryPointMissing`` when the manifest's entry was not added,
    ///   ``MeridianCore/ErrorCode/invalidPackageInput`` when a path leads through a file,
    ///   ``MeridianCore/ErrorCode/packageNotWritten`` when the zip or a file that goes into it fails.
    public func write(to path: String, compression: Compression = .balanced) throws(MeridianError) -> BlobDigest {
        guard items[manifest.entry] != nil else {
            throw MeridianError(
                .entryPointMissing, "the package '\(path)' has no '\(manifest.entry)'; add the executable", status: 400)
        }
        for name in items.keys {
            if let file = PackageContents.parents(of: name).first(where: { items[$0] != nil }) {
                throw Self.invalid("the package has '\(file)' as a file, so '\(name)' can't be in it; move one of them")
            }
        }
        var code: Int32 = 0
        guard let archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code) else {
            throw failure(path, String(cString: strerror(errno)))
        }
        do throws(MeridianError) {
            for (name, item) in items.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                try add(item, named: name, compression, to: archive, path)
            }
            guard zip_close(archive) == 0 else { throw failure(path, Self.reason(archive)) }
        } catch {
            zip_discard(archive)
            throw error
        }
        do {
            try FileDescriptor.reading(path).synchronize()
        } catch {
            throw failure(path, error.description)
        }
        return try BlobDigest(ofFileAt: path)
    }

    private func add(
        _ item: Item, named name: String, _ compression: Compression, to archive: OpaquePointer, _ path: String
    ) throws(MeridianError) {
        guard let source = source(item.source, archive) else { throw failure(path, Self.reason(archive)) }
        let index = zip_file_add(archive, name, source, UInt32(ZIP_FL_ENC_UTF_8))
        guard index >= 0 else {
            zip_source_free(source)
            throw failure(path, Self.reason(archive))
        }
        let mode = UInt32(S_IFREG) | (item.isExecutable ? 0o755 : 0o644)
        guard
            zip_set_file_compression(archive, UInt64(index), ZIP_CM_DEFLATE, compression.rawValue) == 0,
            zip_file_set_dostime(archive, UInt64(index), 0, Self.dosDate, 0) == 0,
            zip_file_set_external_attributes(archive, UInt64(index), 0, UInt8(ZIP_OPSYS_UNIX), mode << 16) == 0
        else { throw failure(path, Self.reason(archive)) }
    }

    private func source(_ source: Source, _ archive: OpaquePointer) -> OpaquePointer? {
        switch source {
        case .file(let file):
            return zip_source_file(archive, file, 0, -1)
        case .bytes(let bytes):
            // libzip reads the bytes when the archive is closed, and frees them.
            guard let copy = malloc(max(bytes.count, 1)) else { return nil }
            bytes.withUnsafeBytes { buffer in
                if let base = buffer.baseAddress { copy.copyMemory(from: base, byteCount: buffer.count) }
            }
            guard let source = zip_source_buffer(archive, copy, UInt64(bytes.count), 1) else {
                free(copy)
                return nil
            }
            return source
        }
    }

    private func failure(_ path: String, _ reason: String) -> MeridianError {
        MeridianError(
            .packageNotWritten, "the package '\(path)' can't be written: \(reason); check space and permissions")
    }

    private static func reason(_ archive: OpaquePointer) -> String {
        String(cString: zip_error_strerror(zip_get_error(archive)))
    }
}
