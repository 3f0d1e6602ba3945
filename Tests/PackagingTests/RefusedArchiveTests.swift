import MeridianCore
import Packaging
import Testing

/// Every kind of archive that is refused, in one table; ``RefusalTests`` looks at each kind more closely.
enum RefusedArchive: String, CaseIterable {
    case bombByRatio, bombByCount, bombByDirectories
    case traversal, absolutePath, pathWithBackslash, pathWithNUL
    case symbolicLink, device, socket
    case absurdSize, absurdManifest, sizeThatLies
    case truncated, headTruncated, empty, nothingOfTheKind
    case flippedContents, flippedDirectory, wrongChecksum
    case sameNameTwice, fileThatIsADirectory, encrypted, unknownCompression
    case withoutManifest, withoutEntryPoint, manifestThatIsNone

    static let limits = PackageLimits(totalSize: 32 << 20, entries: 100, manifestSize: 4_096)

    /// What it is refused with.
    var codes: Set<ErrorCode> {
        switch self {
        case .bombByRatio: [.compressionBomb]
        case .bombByCount, .bombByDirectories: [.tooManyEntries]
        case .traversal, .absolutePath, .pathWithBackslash, .pathWithNUL: [.invalidEntryName]
        case .symbolicLink, .device, .socket: [.invalidEntryKind]
        case .absurdSize, .absurdManifest: [.packageContentsTooLarge]
        case .sizeThatLies: [.malformedPackage, .corruptPackageEntry]
        case .truncated, .headTruncated, .empty, .nothingOfTheKind, .flippedDirectory: [.malformedPackage]
        case .flippedContents, .wrongChecksum: [.corruptPackageEntry]
        case .sameNameTwice, .fileThatIsADirectory: [.duplicateEntry]
        case .encrypted, .unknownCompression: [.unsupportedPackageFeature]
        case .withoutManifest: [.manifestMissing]
        case .withoutEntryPoint: [.entryPointMissing]
        case .manifestThatIsNone: [.invalidManifest]
        }
    }

    func bytes() throws -> [UInt8] {
        switch self {
        case .bombByRatio: return try Self.bomb()
        case .bombByCount: return Self.adding((0..<101).map { .init("file-\($0)") })
        case .bombByDirectories: return Self.adding([.init(String(repeating: "a/", count: 120) + "a")])
        case .traversal: return Self.adding([.init("files/../../evil")])
        case .absolutePath: return Self.adding([.init("/etc/evil")])
        case .pathWithBackslash: return Self.adding([.init("..\\evil")])
        case .pathWithNUL: return Self.adding([.init("good\0evil")])
        case .symbolicLink: return Self.adding([.init("link", Array("/etc/passwd".utf8)).with { $0.mode = 0o120777 }])
        case .device: return Self.adding([.init("device").with { $0.mode = 0o060644 }])
        case .socket: return Self.adding([.init("socket").with { $0.mode = 0o140644 }])
        case .absurdSize: return Self.adding([.init("large").with { $0.size = 0xFFFF_FFF0 }])
        case .absurdManifest:
            return ForgedZip(
                entries: [.init("manifest.json", [UInt8](repeating: 0x20, count: 5_000)), .init("bootstrap")]
            ).bytes
        case .sizeThatLies: return Self.adding([.init("lie").with { $0.size += 1 }])
        case .truncated: return Self.whole.dropLast(30)
        case .headTruncated: return Array(Self.whole.dropFirst(10))
        case .empty: return []
        case .nothingOfTheKind: return Array("#!/bin/sh\nexit 0\n".utf8)
        case .flippedContents:
            var bytes = Self.adding([.init("text", Array("sentinel".utf8))])
            let place = bytes.indices.first { bytes[$0...].starts(with: "sentinel".utf8) }!
            bytes[place] ^= 1
            return bytes
        case .flippedDirectory:
            var bytes = Self.whole
            // Of the record that ends the archive, where the directory begins.
            bytes[bytes.count - 6] ^= 0x40
            return bytes
        case .wrongChecksum: return Self.adding([.init("file").with { $0.checksum ^= 1 }])
        case .sameNameTwice: return Self.adding([.init("file"), .init("file")])
        case .fileThatIsADirectory: return Self.adding([.init("file"), .init("file/inside")])
        case .encrypted: return Self.adding([.init("file").with { $0.flags = 1 }])
        case .unknownCompression: return Self.adding([.init("file").with { $0.method = 97 }])
        case .withoutManifest: return ForgedZip(entries: [.init("bootstrap")]).bytes
        case .withoutEntryPoint: return ForgedZip(entries: [.init("manifest.json", Samples.manifestJSON)]).bytes
        case .manifestThatIsNone:
            return ForgedZip(entries: [.init("manifest.json", Array("{".utf8)), .init("bootstrap")]).bytes
        }
    }

    private static var whole: [UInt8] { ForgedZip(entries: Samples.entries).bytes }

    private static func adding(_ entries: [ForgedZip.Entry]) -> [UInt8] {
        ForgedZip(entries: Samples.entries + entries).bytes
    }

    /// 8 MiB of zeros in a few KiB.
    private static func bomb() throws -> [UInt8] {
        let directory = try TemporaryDirectory()
        var writer = try PackageWriter(manifest: Samples.manifest)
        try writer.add([1], at: "bootstrap", isExecutable: true)
        try writer.add([UInt8](repeating: 0, count: 8 << 20), at: "zeros")
        _ = try writer.write(to: "\(directory.path)/p.zip")
        return try TemporaryDirectory.read("\(directory.path)/p.zip")
    }
}

@Suite struct RefusedArchiveTests {
    /// Each is refused by its number, as the caller's fault, and leaves nothing behind.
    @Test(arguments: RefusedArchive.allCases)
    func isRefused(_ archive: RefusedArchive) throws {
        let directory = try TemporaryDirectory()
        let zip = try directory.write(try archive.bytes(), to: "p.zip")
        let error = #expect(throws: MeridianError.self) {
            try PackageReader(path: zip, limits: RefusedArchive.limits).extract(to: "\(directory.path)/out")
        }
        let code = try #require(error?.code)
        #expect(archive.codes.contains(code), "\(error?.description ?? "")")
        #expect(error?.status == 400 || error?.status == 413)
        #expect(try TemporaryDirectory.names(in: directory.path) == ["p.zip"])
    }
}
