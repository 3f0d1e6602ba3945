import Foundation
import MeridianCore
import NIOCore
public import Persistence
import Testing

/// What every ``BlobStore`` must do.
public enum BlobChecks {
    public typealias Check = StoreCheck<any BlobStore>

    /// `abc` and nothing, as FIPS 180-4 and its examples have them.
    private static let abc = BlobDigest("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")!
    private static let nothing = BlobDigest("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")!

    private static func noise(_ count: Int, seed: UInt8) -> ByteBuffer {
        ByteBuffer(bytes: (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) ^ seed })
    }

    /// Bytes in parts of uneven sizes.
    private static func parts(_ bytes: ByteBuffer, then error: MeridianError? = nil) -> BlobBytes {
        BlobBytes {
            var rest = bytes
            var size = 1
            return {
                guard rest.readableBytes > 0 else {
                    if let error { throw error }
                    return nil
                }
                size = size * 3 % 100_003
                return rest.readSlice(length: min(size, rest.readableBytes))
            }
        }
    }

    public static let all: [Check] = [
        Check("names bytes by their SHA-256") { store async throws in
            #expect(try await store.put(ByteBuffer(string: "abc")) == BlobInfo(digest: abc, size: 3))
            #expect(try await store.put(ByteBuffer()) == BlobInfo(digest: nothing, size: 0))
            #expect(try await store.collect(abc, limit: 3) == ByteBuffer(string: "abc"))
            #expect(try await store.collect(nothing, limit: 0) == ByteBuffer())
            #expect(try await store.info(abc) == BlobInfo(digest: abc, size: 3))
        },
        Check("gives back what came in parts, in parts") { store async throws in
            let bytes = noise(800_001, seed: 5)
            let info = try await store.put(parts(bytes))
            #expect(info == BlobInfo(digest: BlobDigest(of: bytes), size: 800_001))
            let read = try await store.read(info.digest)
            for _ in 0..<2 {
                var whole = ByteBuffer()
                for try await part in read { whole.writeImmutableBuffer(part) }
                #expect(whole == bytes)
            }
        },
        Check("stores what a file holds") { store async throws in
            let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
            defer { try? FileManager.default.removeItem(atPath: path) }
            let bytes = noise(700_000, seed: 9)
            try Data(bytes.readableBytesView).write(to: URL(fileURLWithPath: path))
            let info = try await store.put(fileAt: path, BlobRequirement(digest: BlobDigest(of: bytes)))
            #expect(try await store.collect(info.digest, limit: .max) == bytes)
            await expect(.blobTooLarge) { try await store.put(fileAt: path, BlobRequirement(size: 699_999)) }
            await expect(.blobMismatch) { try await store.put(fileAt: path, BlobRequirement(digest: abc)) }
            await expect(.storeUnusable) { try await store.put(fileAt: path + "-none") }
        },
        Check("stores the same bytes once") { store async throws in
            for _ in 0..<3 { try await store.put(ByteBuffer(string: "abc")) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { try await store.put(parts(ByteBuffer(string: "abc"))) } }
                try await group.waitForAll()
            }
            #expect(try await store.list(after: nil, limit: 10).blobs == [BlobInfo(digest: abc, size: 3)])
        },
        Check("keeps nothing of what was refused or cut off") { store async throws in
            let bytes = noise(500_000, seed: 1)
            await expect(.blobMismatch) { try await store.put(parts(bytes), BlobRequirement(digest: abc)) }
            await expect(.blobTooLarge) { try await store.put(parts(bytes), BlobRequirement(size: 499_999)) }
            let cut = MeridianError(.bodyTimeout, "the client has gone")
            await expect(.bodyTimeout) { try await store.put(parts(bytes, then: cut)) }
            #expect(try await store.list(after: nil, limit: 10).blobs.isEmpty)
            #expect(try await store.put(parts(bytes), BlobRequirement(size: 500_000)).size == 500_000)
        },
        Check("says what it does not have") { store async throws in
            #expect(try await store.info(abc) == nil)
            await expect(.unknownBlob) { _ = try await store.read(abc) }
            await expect(.unknownBlob) { _ = try await store.collect(abc, limit: 10) }
            #expect(try await !store.delete(abc))
            try await store.put(ByteBuffer(string: "abc"))
            await expect(.blobTooLarge) { _ = try await store.collect(abc, limit: 2) }
            #expect(try await store.delete(abc))
            #expect(try await store.info(abc) == nil)
        },
        Check("lets readers end that began before a blob was deleted") { store async throws in
            let bytes = noise(600_000, seed: 3)
            let digest = try await store.put(bytes).digest
            let read = try await store.read(digest)
            try await store.delete(digest)
            var whole = ByteBuffer()
            for try await part in read { whole.writeImmutableBuffer(part) }
            #expect(whole == bytes)
        },
        Check("lists page by page") { store async throws in
            var digests: [BlobDigest] = []
            for number in 0..<25 { digests.append(try await store.put(ByteBuffer(string: "\(number)")).digest) }
            var seen: [BlobDigest] = []
            var after: BlobDigest?
            repeat {
                let page = try await store.list(after: after, limit: 10)
                seen += page.blobs.map(\.digest)
                after = page.next
            } while after != nil
            #expect(seen == digests.sorted())
            #expect(try await store.list(after: nil, limit: 25).next == nil)
        },
    ]
}
