public import Meridian
public import NIOCore

/// An answer whose body is still to come.
public struct ClientResponse: Sendable {
    public var status: Int
    public var fields: HTTPFields
    public var body: Body

    public init(status: Int, fields: HTTPFields = HTTPFields(), body: Body = Body(ByteBuffer())) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// The body as it comes in, with back-pressure. It can be read once.
    public struct Body: AsyncSequence, Sendable {
        public typealias Element = ByteBuffer
        public typealias Failure = any Error

        private let parts: any AsyncSequence<ByteBuffer, any Error> & Sendable

        public init(_ parts: any AsyncSequence<ByteBuffer, any Error> & Sendable) {
            self.parts = parts
        }

        public init(_ bytes: ByteBuffer) {
            parts = AsyncThrowingStream { continuation in
                if bytes.readableBytes > 0 { continuation.yield(bytes) }
                continuation.finish()
            }
        }

        public func makeAsyncIterator() -> AsyncIterator {
            AsyncIterator(base: parts.makeAsyncIterator())
        }

        public struct AsyncIterator: AsyncIteratorProtocol {
            var base: any AsyncIteratorProtocol<ByteBuffer, any Error>

            public mutating func next() async throws -> ByteBuffer? {
                try await base.next(isolation: #isolation)
            }

            public mutating func next(isolation actor: isolated (any Actor)?) async throws -> ByteBuffer? {
                try await base.next(isolation: actor)
            }
        }

        /// The whole body.
        /// - Parameter limit: The most bytes.
        /// - Returns: `nil` when there are more.
        func collect(upTo limit: Int) async throws -> ByteBuffer? {
            var whole = ByteBuffer()
            for try await var part in self {
                guard whole.readableBytes + part.readableBytes <= limit else { return nil }
                if whole.readableBytes == 0 { whole = part } else { whole.writeBuffer(&part) }
            }
            return whole
        }
    }
}
