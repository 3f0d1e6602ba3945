import Foundation
import MeridianCore
import Persistence
import Testing

@testable import Control

@Suite(.timeLimit(.minutes(1)))
struct DataDirectoryTests {
    @Test func makesATokenThatOnlyItsOwnerCanRead() throws {
        try withTemporaryDirectory { path in
            let token = try DataDirectory(path + "/data").token
            let file = path + "/data/owner.token"
            #expect(try String(contentsOfFile: file, encoding: .utf8) == token.value + "\n")
            #expect(try mode(of: file) == 0o600)
            #expect(try DataDirectory(path + "/data").token == token)
        }
    }

    @Test func closesATokenThatOthersCanRead() throws {
        try withTemporaryDirectory { path in
            _ = try DataDirectory(path)
            let file = path + "/owner.token"
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
            let directory = try DataDirectory(path)
            #expect(directory.tokenWasTightened)
            #expect(try mode(of: file) == 0o600)
        }
    }

    @Test func refusesATokenFileWithoutAToken() throws {
        try withTemporaryDirectory { path in
            try Data("short\n".utf8).write(to: URL(fileURLWithPath: path + "/owner.token"))
            let error = #expect(throws: MeridianError.self) { try DataDirectory(path) }
            #expect(error?.code == .dataDirectoryUnusable)
            #expect(error?.message.contains("owner.token") == true)
        }
    }

    @Test func isUsedByOnePlatformAtATime() throws {
        try withTemporaryDirectory { path in
            let first = try DataDirectory(path)
            let error = #expect(throws: MeridianError.self) { try DataDirectory(path) }
            #expect(error?.code == .dataDirectoryInUse)
            withExtendedLifetime(first) {}
        }
    }

    @Test func removesWhatACrashLeft() throws {
        try withTemporaryDirectory { path in
            let digest = String(repeating: "ab", count: 32)
            _ = try DataDirectory(path)
            let leftovers = ["unpacked/\(digest).partial-x1y2z3", "uploads/1234.zip", "owner.token.1.2.tmp"]
            let kept = ["unpacked/\(digest)", "owner.token"]
            for name in leftovers + kept.dropLast() {
                #expect(FileManager.default.createFile(atPath: path + "/" + name, contents: Data("x".utf8)))
            }
            let directory = try DataDirectory(path)
            for name in leftovers { #expect(!FileManager.default.fileExists(atPath: path + "/" + name), "\(name)") }
            for name in kept { #expect(FileManager.default.fileExists(atPath: path + "/" + name), "\(name)") }
            #expect(try directory.unpackedDigests() == [BlobDigest(digest)!])
        }
    }

    private func mode(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require((attributes[.posixPermissions] as? NSNumber)?.intValue)
    }
}
