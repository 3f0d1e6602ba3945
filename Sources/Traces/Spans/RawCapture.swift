public import MeridianCore
public import NIOCore

/// A request and its answer as they passed, before secrets are taken out.
public struct RawCapture: Sendable {
    /// The longest body that is captured, in bytes.
    public static let bodyLimit = 64 << 10

    /// A body as it passes: its parts are gathered up to the limit, and counted beyond.
    public struct Body: Sendable {
        public private(set) var bytes = ByteBuffer()
        public private(set) var count = 0
        public private(set) var isWhole = true

        public init() {}

        /// One part is kept as it is, without a copy.
        public mutating func add(_ part: ByteBuffer) {
            guard part.readableBytes > 0 else { return }
            count += part.readableBytes
            guard isWhole, count <= RawCapture.bodyLimit else { return cut() }
            if bytes.readableBytes == 0 { bytes = part } else { bytes.writeImmutableBuffer(part) }
        }

        /// Counts a part that is not to be kept, and with it none.
        public mutating func pass(_ part: ByteBuffer) {
            count += part.readableBytes
            cut()
        }

        private mutating func cut() {
            isWhole = false
            bytes = ByteBuffer()
        }
    }

    public var head: RequestHead
    public var body: Body
    public var answer: ResponseHead?
    public var answerBody: Body

    public init(head: RequestHead, body: Body, answer: ResponseHead?, answerBody: Body) {
        self.head = head
        self.body = body
        self.answer = answer
        self.answerBody = answerBody
    }
}
