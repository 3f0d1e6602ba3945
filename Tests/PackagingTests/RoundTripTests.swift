import MeridianCore
import NIOCore
import Packaging
import Persistence
import Testing

@Suite struct RoundTripTests {
    @Test(arguments: [PackageWriter.Compression.fast, .balanced])
    func extractsWhatWasWritten(compression: PackageWriter.Compression) throws {
        let directory = try TemporaryDirectory()
        let executable = try directory.write(Samples.executable, to: "in/Shop", mode: 0o755)
        try directory.write(Array("h1 {}".utf8), to: "in/public/style/main.css", mode: 0o600)
        try directory.write(Array("#!/bin/sh".utf8), to: "in/public/run", mode: 0o700)
        try directory.write([], to: "in/public/empty")
        var writer = try PackageWriter(manifest: Samples.manifest)
        try writer.addExecutable(executable)
        try writer.addDirectory("\(directory.path)/in/public", at: "public")
        try writer.add(Array("{}".utf8), at: "größe.json")
        let zip = "\(directory.path)/shop.zip"
        let digest = try writer.write(to: zip, compression: compression)
        #expect(try digest == BlobDigest(ofFileAt: zip))
        #expect(try digest == BlobDigest(of: ByteBuffer(bytes: TemporaryDirectory.read(zip))))

        let reader = try PackageReader(path: zip)
        let manifest = reader.manifest
        #expect(manifest == Samples.manifest)
        let paths = reader.entries.map(\.path)
        #expect(
            paths == [
                "bootstrap", "größe.json", "manifest.json", "public/empty", "public/run", "public/style/main.css",
            ])
        let css = try reader.contents(of: "public/style/main.css")
        #expect(css == Array("h1 {}".utf8))
        let none = try reader.contents(of: "none")
        #expect(none == nil)

        let target = "\(directory.path)/out"
        try reader.extract(to: target)
        let files = try TemporaryDirectory.files(below: target)
        #expect(files.keys.sorted() == paths.sorted())
        #expect(files["bootstrap"] == Samples.executable)
        #expect(files["public/run"] == Array("#!/bin/sh".utf8))
        #expect(files["public/empty"] == [])
        #expect(files["manifest.json"] == (try ManifestCoding.encode(Samples.manifest)))
        #expect(TemporaryDirectory.mode("\(target)/bootstrap") == 0o755)
        #expect(TemporaryDirectory.mode("\(target)/public/run") == 0o755)
        #expect(TemporaryDirectory.mode("\(target)/public/style/main.css") == 0o644)
        #expect(TemporaryDirectory.mode("\(target)/public/style") == 0o755)
        #expect(TemporaryDirectory.mode(target) == 0o755)
        // No temporary directory is left beside the target.
        #expect(try TemporaryDirectory.names(in: directory.path) == ["in", "out", "shop.zip"])

        let failure = #expect(throws: MeridianError.self) { try reader.extract(to: target + "/") }
        #expect(failure?.code == .extractionTargetExists)
        #expect(failure?.status == 409)
    }

    @Test func sameInputSameBytes() throws {
        var packages: [[UInt8]] = []
        let orders = [["a/1.txt", "b.txt", "a/2.txt", "A.txt"], ["A.txt", "a/2.txt", "b.txt", "a/1.txt"]]
        for (index, order) in orders.enumerated() {
            let directory = try TemporaryDirectory()
            for name in order {
                try directory.write(Array(name.utf8), to: "files/\(name)", mode: index == 0 ? 0o644 : 0o600)
            }
            let executable = try directory.write(Samples.executable, to: "bin", mode: index == 0 ? 0o755 : 0o644)
            var writer = try PackageWriter(manifest: Samples.manifest)
            if index == 0 { try writer.addExecutable(executable) }
            try writer.addDirectory("\(directory.path)/files")
            if index == 1 { try writer.addExecutable(executable) }
            let zip = "\(directory.path)/package.zip"
            // Written twice, to see that replacing one leaves nothing of it.
            let first = try writer.write(to: zip)
            #expect(try writer.write(to: zip) == first)
            packages.append(try TemporaryDirectory.read(zip))
        }
        #expect(packages[0] == packages[1])
    }

    @Test func forgedArchiveIsAccepted() throws {
        let directory = try TemporaryDirectory()
        let zip = try directory.write(
            ForgedZip(
                entries: Samples.entries + [
                    .init("public/", []).with { $0.mode = 0o040755 }, .init("public/a").with { $0.mode = 0 },
                ], comment: Array("made by hand".utf8)
            ).bytes, to: "p.zip")
        let reader = try PackageReader(path: zip)
        try reader.extract(to: "\(directory.path)/out")
        #expect(
            try TemporaryDirectory.files(below: "\(directory.path)/out").keys.sorted()
                == ["bootstrap", "manifest.json", "public/a"])
    }

    @Test func digestsAreHexadecimal() throws {
        // FIPS 180-4 example: the digest of "abc".
        let digest = BlobDigest(of: ByteBuffer(string: "abc"))
        #expect(digest.rawValue == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(BlobDigest(rawValue: digest.rawValue) == digest)
        #expect(BlobDigest(rawValue: digest.rawValue.uppercased()) == nil)
        #expect(BlobDigest(rawValue: "../../etc/passwd") == nil)
    }
}
