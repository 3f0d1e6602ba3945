import Foundation
import MeridianCore
import Testing

@testable import Control

@Suite(.timeLimit(.minutes(1)))
struct DataDirectoryTests {
    private let shop = ServiceName("shop")!

    private func record(_ numbers: Int...) -> ServiceRecord {
        var record = ServiceRecord(service: shop)
        for number in numbers {
            record.publish(
                .init(
                    number: number, digest: String(repeating: "\(number % 10)", count: 64), size: 10,
                    publishedAt: Timestamp(milliseconds: 0)))
        }
        return record
    }

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
            try DataDirectory(path).save(record(1))
            let leftovers = [
                "services/shop.json.12.34.tmp", "packages/\(digest).zip.tmp", "packages/half.zip",
                "unpacked/\(digest).partial-x1y2z3", "uploads/1234.zip", "owner.token.1.2.tmp",
            ]
            let kept = ["services/shop.json", "packages/\(digest).zip", "unpacked/\(digest)", "owner.token"]
            for name in leftovers + kept.dropFirst().dropLast() {
                #expect(FileManager.default.createFile(atPath: path + "/" + name, contents: Data("x".utf8)))
            }
            let directory = try DataDirectory(path)
            for name in leftovers { #expect(!FileManager.default.fileExists(atPath: path + "/" + name), "\(name)") }
            for name in kept { #expect(FileManager.default.fileExists(atPath: path + "/" + name), "\(name)") }
            #expect(try directory.loadRecords().records == [record(1)])
        }
    }

    @Test(arguments: [
        "", "{", "{\"version\":1}", "[]", "{\"version\":2,\"service\":\"shop\",\"releases\":[],\"nextNumber\":1}",
    ])
    func reportsADamagedDocumentAndReadsTheOthers(content: String) throws {
        try withTemporaryDirectory { path in
            let directory = try DataDirectory(path)
            var bank = ServiceRecord(service: ServiceName("bank")!)
            bank.nextNumber = 5
            try directory.save(bank)
            try Data(content.utf8).write(to: URL(fileURLWithPath: path + "/services/shop.json"))
            let (records, problems) = try directory.loadRecords()
            #expect(records == [bank])
            #expect(problems.map(\.code) == [.corruptedDocument])
            #expect(problems.first?.message.contains("services/shop.json") == true)
        }
    }

    @Test func goesOnNumberingAfterADamagedDocument() throws {
        try withTemporaryDirectory { path in
            let directory = try DataDirectory(path)
            try directory.save(record(1, 2, 7))
            let file = path + "/services/shop.json"
            let content = try Data(contentsOf: URL(fileURLWithPath: file))
            try content.dropLast(5).write(to: URL(fileURLWithPath: file))
            #expect(try directory.replaceDamaged(shop).nextNumber == 9)
            #expect(FileManager.default.fileExists(atPath: file + ".damaged"))
            #expect(try directory.loadRecord(shop) == nil)
        }
    }

    @Test func keepsTheNewestReleasesAndTheLiveOne() {
        var some = record(1, 2, 3, 4, 5)
        some.live = 1
        let dropped = some.prune(keeping: 2)
        #expect(some.releases.map(\.number) == [1, 4, 5])
        #expect(dropped == [String(repeating: "2", count: 64), String(repeating: "3", count: 64)])
        #expect(some.nextNumber == 6)
    }

    private func mode(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require((attributes[.posixPermissions] as? NSNumber)?.intValue)
    }
}
