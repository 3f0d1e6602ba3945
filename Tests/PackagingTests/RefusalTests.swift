import MeridianCore
import Packaging
import Testing

@Suite struct RefusalTests {
    /// Opens and extracts an archive, and gives the refusal. Nothing may be left of the extraction.
    private func refusal(
        _ bytes: [UInt8], _ limits: PackageLimits = PackageLimits()
    ) throws -> MeridianError? {
        let directory = try TemporaryDirectory()
        let zip = try directory.write(bytes, to: "p.zip")
        do throws(MeridianError) {
            let reader = try PackageReader(path: zip, limits: limits)
            try reader.extract(to: "\(directory.path)/out")
            return nil
        } catch {
            #expect(try TemporaryDirectory.names(in: directory.path) == ["p.zip"])
            #expect(error.status == 400 || error.status == 413)
            return error
        }
    }

    private func refusal(
        adding entry: ForgedZip.Entry..., limits: PackageLimits = PackageLimits()
    ) throws -> MeridianError? {
        try refusal(ForgedZip(entries: Samples.entries + entry).bytes, limits)
    }

    @Test(arguments: [
        ("../evil", "leads out"), ("a/../../evil", "leads out"), ("/etc/passwd", "absolute"),
        ("a\\..\\evil", "backslash"),
        ("a\0b", "NUL"), ("a//b", "empty part"), ("./a", "'.'"), ("", "is empty"), ("a\nb", "control"),
        (String(repeating: "a", count: 300), "longer"), ("..", "leads out"), ("/", "is empty"),
    ])
    func names(_ name: String, _ reason: String) throws {
        let error = try refusal(adding: .init(name))
        #expect(error?.code == .invalidEntryName)
        #expect(error?.message.contains(reason) == true, "\(String(describing: error))")
    }

    @Test func namesThatAreNotUTF8() throws {
        #expect(try refusal(adding: .init("a").with { $0.name = [0x61, 0xFF] })?.code == .invalidEntryName)
    }

    @Test(arguments: [0o120777, 0o010644, 0o020644, 0o060644, 0o140644, 0o040755] as [UInt32])
    func kinds(_ mode: UInt32) throws {
        #expect(try refusal(adding: .init("a").with { $0.mode = mode })?.code == .invalidEntryKind)
    }

    @Test func directoryWithContents() throws {
        #expect(try refusal(adding: .init("a/").with { $0.mode = 0o040755 })?.code == .invalidEntryKind)
    }

    @Test(arguments: [["a", "a"], ["a", "a/"], ["a", "a/b"], ["a/b/c", "a/b"], ["manifest.json"], ["bootstrap/x"]])
    func duplicates(_ names: [String]) throws {
        let entries = names.map { ForgedZip.Entry($0, $0.hasSuffix("/") ? [] : [1]).with { $0.mode = 0 } }
        let error = try refusal(ForgedZip(entries: Samples.entries + entries).bytes)
        #expect(error?.code == .duplicateEntry)
    }

    @Test func tooManyEntries() throws {
        let limits = PackageLimits(entries: 3)
        #expect(try refusal(adding: .init("a"), limits: limits) == nil)
        let error = try refusal(adding: .init("a"), .init("b"), limits: limits)
        #expect(error?.code == .tooManyEntries)
        #expect(error?.status == 413)
    }

    @Test func tooManyDirectories() throws {
        let deep = String(repeating: "a/", count: 20) + "a"
        #expect(try refusal(adding: .init(deep), limits: PackageLimits(entries: 20))?.code == .tooManyEntries)
        #expect(try refusal(adding: .init(deep), limits: PackageLimits(entries: 23)) == nil)
    }

    @Test func tooLargeAsDeclared() throws {
        let error = try refusal(
            adding: .init("a").with { $0.size = 0xFFFF_FFF0 }, limits: PackageLimits(totalSize: 1 << 20))
        #expect(error?.code == .packageContentsTooLarge)
        #expect(error?.status == 413)
        #expect(error?.message.contains("'a'") == true)
    }

    @Test func tooLargeAsUnpacked() throws {
        // 300,000 zeros that are declared as 10: the limit must count what comes out.
        let zip = try deflated(300_000, declaring: 10)
        let error = try refusal(zip, PackageLimits(totalSize: 200_000))
        #expect(error?.code == .packageContentsTooLarge || error?.code == .corruptPackageEntry)
        #expect(try refusal(try deflated(300_000), PackageLimits(totalSize: 200_000))?.code == .packageContentsTooLarge)
    }

    @Test func compressionBomb() throws {
        let error = try refusal(try deflated(8 << 20))
        #expect(error?.code == .compressionBomb)
        #expect(error?.status == 413)
        #expect(error?.message.contains("'zeros'") == true)
    }

    @Test func manifestTooLarge() throws {
        let error = try refusal(
            ForgedZip(entries: [.init("manifest.json", [UInt8](repeating: 0x20, count: 5000)), .init("bootstrap")])
                .bytes,
            PackageLimits(manifestSize: 4096))
        #expect(error?.code == .packageContentsTooLarge)
    }

    @Test func wrongChecksum() throws {
        let error = try refusal(adding: .init("a").with { $0.checksum ^= 1 })
        #expect(error?.code == .corruptPackageEntry)
        #expect(error?.message.contains("'a'") == true)
    }

    @Test func wrongLength() throws {
        #expect(try refusal(adding: .init("a").with { $0.size += 1 }) != nil)
    }

    @Test func missingManifest() throws {
        #expect(try refusal(ForgedZip(entries: [.init("bootstrap")]).bytes)?.code == .manifestMissing)
        #expect(
            try refusal(ForgedZip(entries: [.init("shop/manifest.json"), .init("bootstrap")]).bytes)?.code
                == .manifestMissing)
    }

    @Test(arguments: [
        ("", "manifest.json is not JSON"),
        ("{", "manifest.json is not JSON"),
        ("[]", "manifest.json has the wrong type"),
        (#"{"version":1}"#, "'service' in manifest.json is missing"),
        (manifest(service: "Venue"), "'service' in manifest.json can't be: 'Venue' is no service name"),
        (manifest(version: 2), "'version' in manifest.json is 2"),
        (manifest(entry: "../bootstrap"), "'entry' in manifest.json names '../bootstrap', which has the part '..'"),
        (
            manifest(functions: #"[{"name":"a","triggers":[],"options":{"timeout":"x"}}]"#),
            "'functions[0].options.timeout' in manifest.json has the wrong type; it must be a number"
        ),
        (
            manifest(functions: #"[{"name":"a","triggers":[{"kind":"http"}],"options":{}}]"#),
            "'functions[0].triggers[0].path' in manifest.json is missing"
        ),
        (
            manifest(functions: #"[{"name":"a","triggers":[{"kind":"fax"}],"options":{}}]"#),
            "'functions[0].triggers[0].kind' in manifest.json can't be: unknown trigger kind 'fax'"
        ),
        (
            manifest(functions: #"[{"name":"a","triggers":[{"kind":"http","path":"a"}],"options":{}}]"#),
            "'functions[0].triggers[0]' in manifest.json can't be: the path 'a' must begin with '/'"
        ),
        (
            manifest(functions: #"[{"name":"a","triggers":[{"kind":"timer","cron":"x"}],"options":{}}]"#),
            "'functions[0].triggers[0]' in manifest.json can't be: the schedule 'x'"
        ),
        (
            manifest(functions: #"[{"name":"a","triggers":[{"kind":"timer","every":-1}],"options":{}}]"#),
            "'functions[0].triggers[0]' in manifest.json can't be: every is -1 s"
        ),
        (
            manifest(functions: #"[{"name":"a","triggers":[],"options":{"memorySize":1}}]"#),
            "'functions[0].options.memorySize' in manifest.json can't be: memorySize is 1 MiB"
        ),
        (
            manifest(functions: #"[{"name":"a","triggers":[],"options":{}},{"name":"a","triggers":[],"options":{}}]"#),
            "'functions[1].name' in manifest.json is 'a', which another function has"
        ),
    ])
    func invalidManifest(_ text: String, _ message: String) throws {
        let error = try refusal(
            ForgedZip(entries: [.init("manifest.json", Array(text.utf8)), .init("bootstrap")]).bytes)
        #expect(error?.code == .invalidManifest)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "accepted")")
    }

    private static func manifest(
        version: Int = 1, service: String = "venue", entry: String = "bootstrap", functions: String = "[]"
    ) -> String {
        #"{"version":\#(version),"service":"\#(service)","runtime":"swift","entry":"\#(entry)","defaults":{},"#
            + #""functions":\#(functions)}"#
    }

    @Test func missingEntryPoint() throws {
        let error = try refusal(ForgedZip(entries: [.init("manifest.json", Samples.manifestJSON)]).bytes)
        #expect(error?.code == .entryPointMissing)
        #expect(error?.message.contains("'bootstrap'") == true)
    }

    @Test func encryption() throws {
        #expect(try refusal(adding: .init("a").with { $0.flags = 1 })?.code == .unsupportedPackageFeature)
    }

    @Test func unknownMethod() throws {
        #expect(try refusal(adding: .init("a").with { $0.method = 97 })?.code == .unsupportedPackageFeature)
    }

    @Test func zip64() throws {
        let zip = ForgedZip(entries: Samples.entries, declaredCount: 0xFFFF)
        #expect(try refusal(zip.bytes)?.code == .unsupportedPackageFeature)
    }

    @Test func wrongCount() throws {
        for count in [0, 1, 3, 9999] {
            let zip = ForgedZip(entries: Samples.entries, declaredCount: count)
            #expect(try refusal(zip.bytes)?.code == .malformedPackage)
        }
    }

    @Test func somethingElse() throws {
        #expect(try refusal([])?.code == .malformedPackage)
        #expect(try refusal(Array("hello".utf8))?.code == .malformedPackage)
        #expect(try refusal([UInt8](repeating: 0x50, count: 100_000))?.code == .malformedPackage)
        let whole = ForgedZip(entries: Samples.entries).bytes
        #expect(try refusal([0] + whole)?.code == .malformedPackage)
        #expect(try refusal(whole + [0])?.code == .malformedPackage)
    }

    @Test func missingFile() {
        let error = #expect(throws: MeridianError.self) { _ = try PackageReader(path: "/nowhere/p.zip") }
        #expect(error?.code == .unreadablePackage)
    }

    /// A package whose third entry is zeros, compressed by the writer; its declared size can be forged.
    private func deflated(_ count: Int, declaring size: UInt32? = nil) throws -> [UInt8] {
        let directory = try TemporaryDirectory()
        var writer = try PackageWriter(manifest: Samples.manifest)
        try writer.add([1], at: "bootstrap", isExecutable: true)
        try writer.add([UInt8](repeating: 0, count: count), at: "zeros")
        _ = try writer.write(to: "\(directory.path)/p.zip")
        var bytes = try TemporaryDirectory.read("\(directory.path)/p.zip")
        guard let size else { return bytes }
        let honest = (0..<4).map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
        for index in bytes.indices.dropLast(4) where Array(bytes[index..<(index + 4)]) == honest {
            for part in 0..<4 { bytes[index + part] = UInt8(truncatingIfNeeded: size >> (part * 8)) }
        }
        return bytes
    }
}
