import MeridianCore

/// The names in the directory at the end of a zip (APPNOTE 6.3.10, §4.3.12 and §4.3.16), byte for byte.
///
/// libzip reads the archive; it shows a name only up to what a C string can hold. This reads the names alone, so that
/// one with a NUL is refused and so that both readings can be compared.
struct CentralDirectory {
    let names: [[UInt8]]

    private static let endSize = 22
    private static let recordSize = 46
    private static let longestComment = 0xFFFF

    init(_ file: borrowing FileDescriptor, path: String, limits: PackageLimits) throws {
        func malformed(_ reason: String) -> MeridianError {
            MeridianError(
                .malformedPackage, "'\(path)' is not a whole zip archive: \(reason); build or send it again",
                status: 400)
        }
        let size = try file.size()
        let tail = try file.read(
            count: min(size, Self.endSize + Self.longestComment), at: max(0, size - Self.endSize - Self.longestComment))
        guard let end = Self.end(in: tail) else { throw malformed("it has no directory at its end") }
        let count = Self.number16(tail, end + 10)
        let directorySize = Self.number32(tail, end + 12)
        let directoryOffset = Self.number32(tail, end + 16)
        guard count != 0xFFFF, directorySize != 0xFFFF_FFFF, directoryOffset != 0xFFFF_FFFF else {
            throw MeridianError(
                .unsupportedPackageFeature, "'\(path)' is a zip64 archive; a package must be an ordinary zip",
                status: 400)
        }
        guard count <= limits.entries else {
            throw MeridianError(
                .tooManyEntries,
                "'\(path)' has \(count) entries and the limit is \(limits.entries); bundle small files into fewer",
                status: 413)
        }
        let place = size - tail.count + end
        guard directoryOffset + directorySize == place else {
            throw malformed("its directory is not where its end says")
        }
        let directory = try file.read(count: directorySize, at: directoryOffset)
        guard directory.count == directorySize else { throw malformed("its directory is cut off") }
        var names: [[UInt8]] = []
        names.reserveCapacity(count)
        var offset = 0
        while names.count < count {
            guard offset + Self.recordSize <= directory.count, Self.number32(directory, offset) == 0x0201_4B50 else {
                throw malformed("its directory ends after \(names.count) of \(count) entries")
            }
            let nameEnd = offset + Self.recordSize + Self.number16(directory, offset + 28)
            let next = nameEnd + Self.number16(directory, offset + 30) + Self.number16(directory, offset + 32)
            guard next <= directory.count else { throw malformed("an entry of its directory is cut off") }
            names.append(Array(directory[(offset + Self.recordSize)..<nameEnd]))
            offset = next
        }
        guard offset == directory.count else { throw malformed("its directory has bytes beyond its entries") }
        self.names = names
    }

    /// Looks at every name.
    /// - Parameter package: The path of the archive, for messages.
    func checkNames(package: String) throws(MeridianError) {
        var seen: Set<[UInt8]> = []
        for name in names {
            let path = name.last == UInt8(ascii: "/") ? name.dropLast() : name[...]
            if let problem = EntryName.problem(path) {
                throw MeridianError(
                    .invalidEntryName,
                    "the name '\(EntryName.shown(name))' in '\(package)' \(problem); rename the file",
                    status: 400)
            }
            guard seen.insert(Array(path)).inserted else {
                throw MeridianError(
                    .duplicateEntry, "'\(String(decoding: path, as: UTF8.self))' is in '\(package)' twice; keep one",
                    status: 400)
            }
        }
    }

    /// The place of the end record: the last one whose comment reaches exactly to the end of the file.
    private static func end(in tail: [UInt8]) -> Int? {
        guard tail.count >= endSize else { return nil }
        return stride(from: tail.count - endSize, through: 0, by: -1).first { offset in
            tail[offset] == 0x50 && number32(tail, offset) == 0x0605_4B50
                && offset + endSize + number16(tail, offset + 20) == tail.count
        }
    }

    private static func number16(_ bytes: [UInt8], _ offset: Int) -> Int {
        Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
    }

    private static func number32(_ bytes: [UInt8], _ offset: Int) -> Int {
        number16(bytes, offset) | number16(bytes, offset + 2) << 16
    }
}
