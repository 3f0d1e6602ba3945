import MeridianCore
import Packaging
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct WriterRefusalTests {
    @Test func refusesWhatCannotBePacked() throws {
        let directory = try TemporaryDirectory()
        try directory.write([1], to: "files/a")
        #expect(symlink("/etc/passwd", "\(directory.path)/files/link") == 0)
        #expect(mkfifo("\(directory.path)/pipe", 0o600) == 0)
        var writer = try PackageWriter(manifest: Samples.manifest)
        let attempts: [(String, (inout PackageWriter) throws -> Void)] = [
            ("link", { try $0.addDirectory("\(directory.path)/files") }),
            ("pipe", { try $0.addFile("\(directory.path)/pipe", at: "pipe") }),
            ("none", { try $0.addFile("\(directory.path)/none", at: "none") }),
            ("files", { try $0.addFile("\(directory.path)/files", at: "files") }),
            ("pipe", { try $0.addDirectory("\(directory.path)/pipe") }),
            ("manifest.json", { try $0.add([], at: "manifest.json") }),
            ("../a", { try $0.add([], at: "../a") }),
            ("/a", { try $0.add([], at: "/a") }),
        ]
        for (name, attempt) in attempts {
            let error = #expect(throws: MeridianError.self) { try attempt(&writer) }
            #expect(error?.code == .invalidPackageInput)
            #expect(error?.status == 400)
            #expect(error?.message.contains(name) == true)
        }
    }

    @Test func refusesFilesInsideAFile() throws {
        let directory = try TemporaryDirectory()
        var writer = try PackageWriter(manifest: Samples.manifest)
        try writer.add([1], at: "bootstrap")
        try writer.add([1], at: "bootstrap/a")
        let error = #expect(throws: MeridianError.self) { try writer.write(to: "\(directory.path)/p.zip") }
        #expect(error?.code == .invalidPackageInput)
    }

    @Test func refusesToWrite() throws {
        let directory = try TemporaryDirectory()
        var writer = try PackageWriter(manifest: Samples.manifest)
        let missing = #expect(throws: MeridianError.self) { try writer.write(to: "\(directory.path)/p.zip") }
        #expect(missing?.code == .entryPointMissing)
        try writer.add([1], at: "bootstrap")
        let nowhere = #expect(throws: MeridianError.self) { try writer.write(to: "\(directory.path)/none/p.zip") }
        #expect(nowhere?.code == .packageNotWritten)
        let file = try directory.write([1], to: "gone")
        try writer.addFile(file, at: "gone")
        #expect(unlink(file) == 0)
        let gone = #expect(throws: MeridianError.self) { try writer.write(to: "\(directory.path)/p.zip") }
        #expect(gone?.code == .packageNotWritten)
        #expect(try TemporaryDirectory.names(in: directory.path).isEmpty)
    }
}
