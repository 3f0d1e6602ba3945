import FoundationEssentials
import MeridianCore
public import NIOCore

/// A request that failed or was slow, as it can be sent again: without its secrets.
public struct RequestCapture: Sendable, Codable, Equatable {
    /// A body as text where it is text.
    public struct Body: Sendable, Codable, Equatable {
        /// The whole length in bytes.
        public var count: Int
        public var text: String?
        public var base64: String?

        /// The bytes; `nil` when the body was too large to be captured.
        public var bytes: ByteBuffer? {
            if count == 0 { return ByteBuffer() }
            if let text { return ByteBuffer(string: text) }
            return base64.flatMap { Data(base64Encoded: $0) }.map { ByteBuffer(bytes: $0) }
        }
    }

    public var method: String
    public var target: String
    /// Names and values.
    public var headers: [[String]]
    public var body: Body
    public var answerStatus: Int
    public var answerHeaders: [[String]]
    public var answerBody: Body
}

extension RequestCapture {
    public init(_ raw: RawCapture, redacting redaction: Redaction) {
        method = raw.head.method.rawValue
        target = String(buffer: raw.head.target)
        headers = redaction.fields(raw.head.fields)
        body = Body(raw.body)
        answerStatus = raw.answer?.status ?? 0
        answerHeaders = raw.answer.map { redaction.fields($0.fields) } ?? []
        answerBody = Body(raw.answerBody)
    }
}

extension RequestCapture.Body {
    init(_ body: RawCapture.Body) {
        count = body.count
        guard body.isWhole, body.count > 0 else { return }
        text = String(validating: body.bytes.readableBytesView, as: UTF8.self)
        if text == nil { base64 = Data(body.bytes.readableBytesView).base64EncodedString() }
    }
}
