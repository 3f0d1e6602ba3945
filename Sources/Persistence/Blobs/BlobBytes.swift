public import NIOCore

/// The bytes of a blob, in parts.
public struct BlobBytes: AsyncSequence, Sendable {
    public typealias Element = ByteBuffer
    public typealias Failure = any Error

    private let makeNext: @Sendable () -> () async throws -> ByteBuffer?

    /// - Parameter makeNext: Begins anew; what it returns gives one part after the other, and `nil` at the end.
    public init(_ makeNext: @escaping @Sendable () -> () async throws -> ByteBuffer?) {
        self.makeNext = makeNext
    }

    /// Bytes that are in memory.
    public init(_ bytes: ByteBuffer) {
        self.init {
            var rest: ByteBuffer? = bytes
            return {
                defer { rest = nil }
                return rest
            }
        }
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(produce: makeNext())
    }

    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let produce: () async throws -> ByteBuffer?

        public mutating func next() async throws -> ByteBuffer? {
            try await produce()
        }
    }
}
