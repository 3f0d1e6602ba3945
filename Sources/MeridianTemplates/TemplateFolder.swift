import MeridianCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The templates in a folder and in those below it. Names that begin with a dot are passed over.
struct TemplateFolder: Sendable {
    /// What differs once a file has changed.
    struct Stamp: Sendable, Hashable {
        /// Seconds and nanoseconds.
        var modified: [Int]
        /// In bytes.
        var size: Int64
        var number: UInt64
    }

    /// A symbolic link may lead in a circle.
    private static let maxDepth = 16

    let path: String
    /// Of the files, without the dot.
    let fileExtension: String

    /// By the name of the template: its path below the folder, without the extension.
    /// - Throws: `MER-1640` when a folder can't be read.
    func stamps() throws(MeridianError) -> [String: Stamp] {
        var stamps: [String: Stamp] = [:]
        try collect(below: "", depth: 0, into: &stamps)
        return stamps
    }

    /// - Throws: `MER-1640` when a file can't be read or is no UTF-8.
    func source(_ name: String) throws(MeridianError) -> TemplateSource {
        let file = "\(path)/\(name).\(fileExtension)"
        guard let bytes = SmallFiles.bytes(of: file) else {
            throw Self.failure("the template '\(file)' can't be read", "let the service read it, or remove it")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw MeridianError(
                .templatesUnreadable, "the template '\(file)' is no text in UTF-8; save it as such")
        }
        return TemplateSource(text: text, origin: file)
    }

    private func collect(
        below prefix: String, depth: Int, into stamps: inout [String: Stamp]
    ) throws(MeridianError) {
        guard depth < Self.maxDepth else { return }
        let folder = prefix.isEmpty ? path : "\(path)/\(prefix)"
        guard let names = SmallFiles.names(in: folder) else {
            throw Self.failure(
                "the folder of templates '\(folder)' can't be read",
                "let the setting 'templates.path' name one that can")
        }
        for name in names {
            var status = stat()
            // What is gone since then is none.
            guard stat("\(folder)/\(name)", &status) == 0 else { continue }
            let full = prefix.isEmpty ? name : "\(prefix)/\(name)"
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                try collect(below: full, depth: depth + 1, into: &stamps)
            case S_IFREG where full.hasSuffix("." + fileExtension):
                stamps[String(full.dropLast(fileExtension.count + 1))] = Stamp(status)
            default: continue
            }
        }
    }

    private static func failure(_ subject: String, _ mend: String) -> MeridianError {
        MeridianError(.templatesUnreadable, "\(subject): \(String(cString: strerror(errno))); \(mend)")
    }
}

extension TemplateFolder.Stamp {
    fileprivate init(_ status: stat) {
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        modified = [Int(time.tv_sec), Int(time.tv_nsec)]
        size = Int64(status.st_size)
        number = UInt64(status.st_ino)
    }
}
