import MeridianCore
import Packaging
import TestSupport
import Testing

@Suite struct PackageFuzzTests {
    /// A package of a few kilobytes with its files, as they must come out.
    private func sample(_ directory: TemporaryDirectory) throws -> (bytes: [UInt8], files: [String: [UInt8]]) {
        let zip = "\(directory.path)/sample.zip"
        var writer = try PackageWriter(manifest: Samples.manifest)
        try writer.add(Array(Samples.executable.prefix(2000)), at: "bootstrap", isExecutable: true)
        try writer.add(Array("h1 {}".utf8), at: "public/main.css")
        _ = try writer.write(to: zip)
        try PackageReader(path: zip).extract(to: "\(directory.path)/sample")
        return (try TemporaryDirectory.read(zip), try TemporaryDirectory.files(below: "\(directory.path)/sample"))
    }

    /// Opens and extracts; `nil` when the package is refused.
    private func files(_ bytes: [UInt8]) throws -> [String: [UInt8]]? {
        let directory = try TemporaryDirectory()
        let zip = try directory.write(bytes, to: "p.zip")
        do throws(MeridianError) {
            let reader = try PackageReader(path: zip)
            try reader.extract(to: "\(directory.path)/out")
        } catch {
            #expect(error.status < 500, "\(error)")
            #expect(try TemporaryDirectory.names(in: directory.path) == ["p.zip"])
            return nil
        }
        return try TemporaryDirectory.files(below: "\(directory.path)/out")
    }

    @Test(arguments: 0..<8)
    func flippedBits(_ seed: UInt64) throws {
        let (bytes, good) = try sample(TemporaryDirectory())
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            var changed = bytes
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                changed[Int.random(in: 0..<changed.count, using: &random)] ^=
                    1 << UInt8.random(in: 0..<8, using: &random)
            }
            if let files = try files(changed) { #expect(files == good) }
        }
    }

    /// The bytes that no checksum covers: headers, directory and end.
    @Test func flippedBitsOfTheDirectory() throws {
        let (bytes, good) = try sample(TemporaryDirectory())
        for index in (bytes.count - 400)..<bytes.count {
            var changed = bytes
            changed[index] ^= 1 << UInt8(index % 8)
            if let files = try files(changed) { #expect(files == good) }
        }
    }

    @Test func truncations() throws {
        let (bytes, _) = try sample(TemporaryDirectory())
        var random = SeededGenerator(seed: 7)
        let lengths =
            Array((bytes.count - 150)..<bytes.count)
            + (0..<150).map { _ in Int.random(in: 0..<bytes.count, using: &random) }
        for length in lengths { #expect(try files(Array(bytes.prefix(length))) == nil) }
    }
}
