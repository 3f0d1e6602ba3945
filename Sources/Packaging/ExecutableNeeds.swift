public import MeridianCore

/// What an executable for Linux asks of the system that it runs on, read from its dynamic section (ELF, gABI 4.1).
public struct ExecutableNeeds: Hashable, Sendable {
    /// Libraries by their names, in the order in which they are loaded; none when the executable is fully static.
    public var libraries: [String] = []
    /// The newest version of glibc that a symbol is taken from; `nil` when none is.
    public var glibc: LibraryVersion?

    /// What glibc and GCC bring with them, which every image of a distribution has.
    private static let ordinary = ["libc", "libm", "libdl", "libpthread", "librt", "libutil", "libgcc_s", "libstdc++"]

    /// The libraries that an image may not have.
    public var extraLibraries: [String] {
        libraries.filter { library in
            !library.hasPrefix("ld-") && !Self.ordinary.contains { library.hasPrefix("\($0).so") }
        }
    }

    /// - Parameter file: Path of the executable.
    /// - Returns: `nil` for a file that is no ELF executable of 64 bits in little-endian order.
    /// - Throws: ``MeridianCore/ErrorCode/invalidPackageInput`` when it can't be read.
    public init?(of file: String) throws(MeridianError) {
        do throws(SystemFailure) {
            let reader = try ELFReader(file)
            guard reader.isELF else { return nil }
            try read(reader)
        } catch {
            throw MeridianError(
                .invalidPackageInput, "'\(file)' can't be read: \(error)", status: 400, cause: error)
        }
    }

    private mutating func read(_ elf: borrowing ELFReader) throws(SystemFailure) {
        var names: [UInt64] = []
        var stringTable: UInt64 = 0
        var (versions, versionCount): (UInt64, UInt64) = (0, 0)
        for (tag, value) in try elf.dynamicEntries() {
            switch tag {
            case 1: names.append(value)
            case 5: stringTable = value
            case 0x6FFF_FFFE: versions = value
            case 0x6FFF_FFFF: versionCount = value
            default: break
            }
        }
        for name in names { libraries.append(try elf.string(at: stringTable &+ name)) }
        // Elf64_Verneed: version, count, file, aux, next; each aux: hash, flags, other, name, next.
        var need = versions
        for _ in 0..<min(versionCount, 256) {
            let count = try elf.integer(2, at: need &+ 2)
            var auxiliary = need &+ (try elf.integer(4, at: need &+ 8))
            for _ in 0..<min(count, 1024) {
                let name = try elf.string(at: stringTable &+ (try elf.integer(4, at: auxiliary &+ 8)))
                if let version = LibraryVersion(name, prefix: "GLIBC_") { glibc = max(glibc ?? version, version) }
                let next = try elf.integer(4, at: auxiliary &+ 12)
                guard next > 0 else { break }
                auxiliary &+= next
            }
            let next = try elf.integer(4, at: need &+ 12)
            guard next > 0 else { break }
            need &+= next
        }
    }
}

/// A version of a library.
public struct LibraryVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    public var major: Int
    public var minor: Int

    public init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `GLIBC_2.34`; a third number does not count.
    init?(_ text: String, prefix: String) {
        guard text.hasPrefix(prefix) else { return nil }
        let parts = text.dropFirst(prefix.count).split(separator: ".").map { Int($0) }
        guard parts.count >= 2, let major = parts[0], let minor = parts[1] else { return nil }
        self.init(major, minor)
    }

    public var description: String { "\(major).\(minor)" }

    public static func < (left: LibraryVersion, right: LibraryVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
