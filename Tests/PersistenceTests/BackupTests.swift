import Foundation
import MeridianCore
import NIOCore
import Testing

@testable import Persistence

@Suite("Backups")
struct BackupTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func text(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }

    /// Stores with one of everything.
    private func stores() async throws -> EmbeddedStores {
        let stores = try EmbeddedStores(directory: directory("data"))
        try await stores.documents.commit([.put("services/shop", text("1"))])
        try await stores.queues.queue(of: ServiceName("shop")!).enqueue([
            NewEvent(lane: "f", payload: text("event"), orderingKey: "k")
        ])
        try await stores.blobs.put(text("abc"))
        return stores
    }

    private func expectOne(in directory: String) async throws {
        let stores = try EmbeddedStores(directory: directory)
        let problems = try await stores.check()
        #expect(problems.map(\.message) == [])
        #expect(try await stores.documents.get("services/shop")?.value == text("1"))
        #expect(try await stores.documents.commit([.put("new", text("2"))]) == Revision(2))
        let queue = try await stores.queues.queue(of: ServiceName("shop")!)
        #expect(try await queue.lease(from: "f", limit: 9, for: .seconds(9)).count == 1)
        #expect(try await stores.blobs.collect(BlobDigest(of: text("abc")), limit: 3) == text("abc"))
        await stores.close()
    }

    @Test("are made while the stores are used, and bring back what was there")
    func roundTrip() async throws {
        let stores = try await stores()
        let writing = Task {
            for number in 0... {
                guard !Task.isCancelled else { return }
                try await stores.documents.commit([.put("busy", text("\(number)"))])
            }
        }
        let manifest = try await stores.backUp(to: directory("busy-backup"))
        writing.cancel()
        try await writing.value
        #expect(
            manifest.files.map(\.path) == [
                "documents.sqlite", "queues/shop.sqlite",
                "blobs/ba/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ])
        await stores.close()
        try EmbeddedStores.restore(directory("busy-backup"), to: directory("restored"))
        let restored = try EmbeddedStores(directory: directory("restored"))
        #expect(try await restored.check().map(\.message) == [])
        #expect(try await restored.documents.get("services/shop")?.value == text("1"))
        await restored.close()
    }

    @Test("replace what is there when they are told to, and keep it aside")
    func replace() async throws {
        var stores = try await stores()
        try await stores.backUp(to: directory("backup"))
        try await stores.documents.commit([.remove("services/shop")])
        let unasked = #expect(throws: MeridianError.self) {
            try EmbeddedStores.restore(directory("backup"), to: directory("data"))
        }
        #expect(unasked?.code == .backupTargetExists)
        let open = #expect(throws: MeridianError.self) {
            try EmbeddedStores.restore(directory("backup"), to: directory("data"), replacing: true)
        }
        #expect(open?.code == .storeInUse)
        await stores.close()
        stores = try EmbeddedStores(directory: directory("other"))
        try EmbeddedStores.restore(directory("backup"), to: directory("data"), replacing: true)
        try await expectOne(in: directory("data"))
        #expect(FileSystem.exists(directory("data.replaced/documents.sqlite")))
        await stores.close()
    }

    @Test(
        "with a file missing, cut off, changed or foreign replace nothing",
        arguments: ["missing", "cut", "flipped", "no manifest", "manifest", "climbing", "version"])
    func unusable(_ damage: String) async throws {
        let stores = try await stores()
        try await stores.backUp(to: directory("backup"))
        await stores.close()
        let path = directory("backup/queues/shop.sqlite")
        let manifest = directory("backup/manifest.json")
        switch damage {
        case "missing": try FileManager.default.removeItem(atPath: path)
        case "cut": try Data(Data(contentsOf: URL(filePath: path)).dropLast()).write(to: URL(filePath: path))
        case "flipped": try Damage.flip(2_000, in: path)
        case "no manifest": try FileManager.default.removeItem(atPath: manifest)
        case "manifest": try Data("{".utf8).write(to: URL(filePath: manifest))
        case "climbing": try Damage.overwrite("queues/shop.sqlite", with: "queues/../../x", in: manifest)
        default: try Damage.overwrite("\"version\" : 1", with: "\"version\" : 2", in: manifest)
        }
        let error = #expect(throws: MeridianError.self) {
            try EmbeddedStores.restore(directory("backup"), to: directory("data"), replacing: true)
        }
        #expect(error?.code == .backupUnusable, "\(error as Any)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() == ["backup", "data"])
        try await expectOne(in: directory("data"))
    }

    @Test("are not made of what is damaged, nor over something")
    func refused() async throws {
        let stores = try await stores()
        try FileSystem.makeDirectory(directory("taken"))
        let taken = await #expect(throws: MeridianError.self) { try await stores.backUp(to: directory("taken")) }
        #expect(taken?.code == .backupTargetExists)
        let digest = BlobDigest(of: text("abc"))
        try Damage.flip(1, in: stores.blobs.path(of: digest))
        let damaged = await #expect(throws: MeridianError.self) { try await stores.backUp(to: directory("backup")) }
        #expect(damaged?.code == .damagedBlob)
        #expect(!FileSystem.exists(directory("backup")) && !FileSystem.exists(directory("backup.partial")))
        await stores.close()
    }
}
