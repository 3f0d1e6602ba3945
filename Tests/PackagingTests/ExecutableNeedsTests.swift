import Foundation
import MeridianCore
import TestSupport
import Testing

@testable import Packaging

@Suite struct ExecutableNeedsTests {
    #if os(Linux)
        @Test func tellsTheLibrariesOfAProgram() throws {
            let needs = try #require(try ExecutableNeeds(of: "/bin/ls"))
            #expect(needs.libraries.contains { $0.hasPrefix("libc.so") })
            #expect(try #require(needs.glibc) >= LibraryVersion(2, 2))
            #expect(!needs.extraLibraries.contains { $0.hasPrefix("libc.so") || $0.hasPrefix("ld-") })
        }
    #endif

    @Test func otherFilesHaveNone() throws {
        #expect(try ExecutableNeeds(of: #filePath) == nil)
        #expect(throws: MeridianError.self) { try ExecutableNeeds(of: "/nowhere/at/all") }
    }

    @Test func versionsAreComparedByNumber() {
        #expect(LibraryVersion(2, 9) < LibraryVersion(2, 34))
        #expect(LibraryVersion("GLIBC_2.34", prefix: "GLIBC_") == LibraryVersion(2, 34))
        #expect(LibraryVersion("GLIBC_2.2.5", prefix: "GLIBC_") == LibraryVersion(2, 2))
        #expect(LibraryVersion("GLIBC_PRIVATE", prefix: "GLIBC_") == nil)
    }

    /// Whatever the bytes, an answer comes.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func damagedFilesDoNoHarm(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var original = try Data(contentsOf: URL(filePath: "/bin/ls"), options: [])
        original = original.prefix(200_000)
        let path = FileManager.default.temporaryDirectory.appending(path: "elf-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: path) }
        for _ in 0..<60 {
            var damaged = original
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                // Headers are where damage matters most.
                let end = Bool.random(using: &random) ? 1_000 : damaged.count
                damaged[Int.random(in: 0..<min(end, damaged.count), using: &random)] = .random(
                    in: 0...255, using: &random)
            }
            try damaged.prefix(Int.random(in: 0...damaged.count, using: &random)).write(to: path)
            _ = try ExecutableNeeds(of: path.path)
        }
    }
}

@Suite struct PackagePartTests {
    @Test func filesOfADirectoryAreOnePart() {
        let entries = [
            PackageEntry(path: "bootstrap", declaredSize: 100, packedSize: 40, isExecutable: true),
            PackageEntry(path: "public/a.js", declaredSize: 150, packedSize: 10, isExecutable: false),
            PackageEntry(path: "public/img/b.png", declaredSize: 50, packedSize: 50, isExecutable: false),
            PackageEntry(path: "manifest.json", declaredSize: 9, packedSize: 5, isExecutable: false),
        ]
        #expect(
            PackagePart.parts(of: entries) == [
                PackagePart(name: "public/", files: 2, packed: 60, unpacked: 200),
                PackagePart(name: "bootstrap", files: 1, packed: 40, unpacked: 100),
                PackagePart(name: "manifest.json", files: 1, packed: 5, unpacked: 9),
            ])
    }
}
