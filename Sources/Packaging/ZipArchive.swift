import CZip
import MeridianCore

/// An archive opened by libzip to be read.
struct ZipArchive: ~Copyable {
    let path: String
    let count: Int
    private let handle: OpaquePointer

    /// What the directory says of an entry.
    struct Status {
        let size: Int
        let compressedSize: Int
        let isEncrypted: Bool
        /// Stored or deflated.
        let hasKnownMethod: Bool
        /// The Unix mode; 0 when the archive was made without.
        let mode: UInt32
    }

    /// Opens an archive and compares its directory with the headers of its entries.
    init(reading path: String) throws(MeridianError) {
        var code: Int32 = 0
        guard let handle = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code) else {
            throw MeridianError(
                .malformedPackage,
                "'\(path)' is not a whole zip archive: \(Self.reason(code)); build or send it again", status: 400)
        }
        self.path = path
        self.handle = handle
        self.count = Int(zip_get_num_entries(handle, 0))
    }

    deinit { zip_discard(handle) }

    /// The name as it stands in the archive, up to a NUL.
    func name(_ index: Int) -> [UInt8]? {
        guard let name = zip_get_name(handle, UInt64(index), UInt32(ZIP_FL_ENC_RAW)) else { return nil }
        return String(validatingCString: name).map { Array($0.utf8) }
            ?? Array(UnsafeRawBufferPointer(start: name, count: length(of: name)))
    }

    private func length(of name: UnsafePointer<CChar>) -> Int {
        var length = 0
        while name[length] != 0 { length += 1 }
        return length
    }

    func status(_ index: Int) throws(MeridianError) -> Status {
        var status = zip_stat_t()
        var system: UInt8 = 0
        var attributes: UInt32 = 0
        guard zip_stat_index(handle, UInt64(index), 0, &status) == 0,
            zip_file_get_external_attributes(handle, UInt64(index), 0, &system, &attributes) == 0,
            let size = Int(exactly: status.size), let compressed = Int(exactly: status.comp_size)
        else {
            throw MeridianError(
                .malformedPackage, "'\(path)' has a directory that can't be read; build or send it again", status: 400)
        }
        return Status(
            size: size, compressedSize: compressed, isEncrypted: status.encryption_method != UInt16(ZIP_EM_NONE),
            hasKnownMethod: status.comp_method == UInt16(ZIP_CM_STORE) || status.comp_method == UInt16(ZIP_CM_DEFLATE),
            mode: attributes >> 16)
    }

    /// What is written in large pieces lies in large pieces in memory, and a program that is started from there needs a
    /// third fewer page faults (Documentation/Decisions/0005).
    private static let pieceSize = 1 << 20

    /// Hands over the contents of an entry in pieces, to its end, where libzip compares the checksum.
    /// - Parameter name: The name of the entry for messages.
    func read(
        _ index: Int, name: String, _ body: (UnsafeRawBufferPointer) throws(MeridianError) -> Void
    ) throws(MeridianError) {
        func corrupt(_ reason: String) -> MeridianError {
            MeridianError(
                .corruptPackageEntry, "'\(name)' in '\(path)' is damaged: \(reason); build or send the package again",
                status: 400)
        }
        guard let file = zip_fopen_index(handle, UInt64(index), 0) else {
            throw corrupt(String(cString: zip_error_strerror(zip_get_error(handle))))
        }
        defer { zip_fclose(file) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = zip_fread(file, buffer.baseAddress!, UInt64(buffer.count))
            if count == 0 { return }
            guard count > 0 else { throw corrupt(String(cString: zip_error_strerror(zip_file_get_error(file)))) }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<Int(count)]))
        }
    }

    private static func reason(_ code: Int32) -> String {
        var error = zip_error_t()
        zip_error_init_with_code(&error, code)
        defer { zip_error_fini(&error) }
        return String(cString: zip_error_strerror(&error))
    }
}
