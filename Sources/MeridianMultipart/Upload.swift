public import Meridian
public import NIOCore
import NIOPosix

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file of a form, kept in a temporary folder until the function has ended.
public struct Upload: Sendable {
    /// What the form said of it.
    public let head: PartHead
    /// In bytes.
    public let size: Int
    /// Where it is kept, under a name that has nothing to do with the caller's.
    public let path: String

    /// The caller's name for it, without folders and without anything that means something to a file system.
    public var filename: String { head.filename ?? "file" }

    /// The type that the caller gave; a claim, no fact.
    public var contentType: String? { head.contentType }

    /// The content, read off the event loop.
    /// - Throws: `MeridianError` (`MER-1605`) when it can't be read, as when it was moved.
    public func bytes() async throws -> ByteBuffer {
        let (path, size) = (path, size)
        return try await NIOThreadPool.singleton.runIfActive { () throws(MeridianError) in
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw TemporaryFolder.failure(path) }
            defer { close(descriptor) }
            var content = ByteBufferAllocator().buffer(capacity: size)
            while content.readableBytes < size {
                let count = content.writeWithUnsafeMutableBytes(minimumWritableBytes: 1) {
                    max(0, read(descriptor, $0.baseAddress, $0.count))
                }
                guard count > 0 else { throw TemporaryFolder.failure(path) }
            }
            return content
        }
    }

    /// Moves it to stay, replacing a file of the same name. The folder must be on the same file system as
    /// `multipart.directory`.
    /// - Parameter destination: A path. No part of it should be the caller's choice, but for ``filename``.
    /// - Throws: `MeridianError` (`MER-1605`) with the reason.
    public func move(to destination: String) throws(MeridianError) {
        guard rename(path, destination) == 0 else { throw TemporaryFolder.failure(destination) }
    }
}

extension Upload: Decodable {
    /// Takes a file out of a form that ``Form/decode(_:)`` reads.
    public init(from decoder: any Decoder) throws {
        guard let value = decoder as? FormValueDecoder, let file = value.files.first else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "an upload is a file of a form"))
        }
        self = file
    }
}
