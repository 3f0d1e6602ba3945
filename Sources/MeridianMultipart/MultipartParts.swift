import Meridian
public import NIOCore

/// The parts of a form, one after the other, as they come. To be read once, by one task.
///
/// ```swift
/// for try await part in try multipart.parts(of: request) {
///     for try await bytes in part.body { … }
/// }
/// ```
/// What a loop does not read of a part is skipped. The caller may send more only as parts are read.
public struct MultipartParts: AsyncSequence, Sendable {
    public typealias Element = Part

    let reader: MultipartReader

    public struct AsyncIterator: AsyncIteratorProtocol {
        let reader: MultipartReader

        /// - Throws: `Problem` (`MER-1600` or `MER-1601`), and what reading the body throws.
        public func next() async throws -> Part? { try await reader.nextPart() }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(reader: reader) }
}

/// A part of a form: a field or a file.
public struct Part: Sendable {
    public let head: PartHead
    /// The content, as it comes.
    public let body: PartBody
}

/// The content of a part. It can be read once, until the next part is asked for.
public struct PartBody: AsyncSequence, Sendable {
    public typealias Element = ByteBuffer

    let reader: MultipartReader
    let number: Int

    public struct AsyncIterator: AsyncIteratorProtocol {
        let body: PartBody

        /// - Throws: `Problem` (`MER-1600` or `MER-1601`), `MeridianError` (`MER-1604`) after the part, and what reading
        ///   the body throws.
        public func next() async throws -> ByteBuffer? { try await body.reader.nextContent(of: body.number) }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body: self) }

    /// The whole content. Fields and files have their limits.
    public func collect() async throws -> ByteBuffer {
        var whole = ByteBuffer()
        for try await bytes in self {
            if whole.readableBytes == 0 { whole = bytes } else { whole.writeImmutableBuffer(bytes) }
        }
        return whole
    }
}
