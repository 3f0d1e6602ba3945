import NIOCore
import NIOWebSocket

/// What the frames of a client mean (RFC 6455 §5). Pure: it is fed frames and says what is to be done.
struct WebSocketReader {
    enum Event: Equatable {
        case message(WebSocketMessage)
        case ping(ByteBuffer)
        case pong
        /// The client closes.
        case close(WebSocketClosing)
    }

    /// The client broke the rules: what it is to be told.
    struct Fault: Error, Equatable {
        var closing: WebSocketClosing

        init(_ code: WebSocketCloseCode, _ reason: String) {
            closing = WebSocketClosing(code, reason)
        }
    }

    private enum Kind { case text, binary }

    /// The most bytes of a message.
    let limit: Int
    private let deflate: DeflateAgreement?
    /// What expands the message under way, or the messages of the connection.
    private var inflater: MessageInflater?
    private var isCompressed = false
    /// The message under way; `nil` between messages.
    private var kind: Kind?
    private var message = ByteBuffer()
    private var check = UTF8Check()

    init(limit: Int, deflate: DeflateAgreement? = nil) {
        self.limit = limit
        self.deflate = deflate
    }

    /// - Returns: `nil` for a part of a message that is not complete.
    mutating func read(_ frame: WebSocketFrame) throws(Fault) -> Event? {
        guard frame.maskKey != nil else { throw Fault(.protocolError, "frames of a client must be masked") }
        // Only the first frame of a message says that it is compressed (RFC 7692 §6).
        let mayBeCompressed = deflate != nil && (frame.opcode == .text || frame.opcode == .binary)
        guard !frame.rsv1 || mayBeCompressed, !frame.rsv2, !frame.rsv3 else {
            throw Fault(.protocolError, "reserved bits are set, and no extension was agreed on")
        }
        let data = frame.unmaskedData
        switch frame.opcode {
        case .text: return try begin(.text, data, frame)
        case .binary: return try begin(.binary, data, frame)
        case .continuation:
            guard let kind else { throw Fault(.protocolError, "there is no message to go on with") }
            return try append(kind, data, isLast: frame.fin)
        case .ping, .pong, .connectionClose:
            guard frame.fin, data.readableBytes <= 125 else {
                throw Fault(.protocolError, "a control frame is split or longer than 125 bytes")
            }
            switch frame.opcode {
            case .ping: return .ping(data)
            case .pong: return .pong
            default: return .close(try Self.closing(data))
            }
        default: throw Fault(.protocolError, "the opcode is not known")
        }
    }

    private mutating func begin(_ kind: Kind, _ data: ByteBuffer, _ frame: WebSocketFrame) throws(Fault) -> Event? {
        guard self.kind == nil else { throw Fault(.protocolError, "a message begins within another") }
        self.kind = kind
        isCompressed = frame.rsv1
        check = UTF8Check()
        return try append(kind, data, isLast: frame.fin)
    }

    private mutating func append(_ kind: Kind, _ data: ByteBuffer, isLast: Bool) throws(Fault) -> Event? {
        let data = isCompressed ? try expand(data, isLast: isLast) : data
        guard message.readableBytes + data.readableBytes <= limit else {
            throw Fault(.messageTooLarge, "a message may have \(limit) bytes")
        }
        if kind == .text {
            guard check.take(data.readableBytesView), !isLast || check.isComplete else {
                throw Fault(.invalidData, "text must be UTF-8")
            }
        }
        if message.readableBytes == 0 { message = data } else { message.writeImmutableBuffer(data) }
        guard isLast else { return nil }
        let whole = message
        message = ByteBuffer()
        self.kind = nil
        return .message(kind == .text ? .text(String(buffer: whole)) : .binary(whole))
    }

    private mutating func expand(_ data: ByteBuffer, isLast: Bool) throws(Fault) -> ByteBuffer {
        guard let inflater = inflater ?? MessageInflater() else {
            throw Fault(.tryAgainLater, "there is no memory left")
        }
        self.inflater = isLast && deflate?.clientForgets == true ? nil : inflater
        do throws(MessageInflater.Failure) {
            return try inflater.expand(data, limit: limit - message.readableBytes, isLast: isLast)
        } catch {
            switch error {
            case .malformed: throw Fault(.invalidData, "the message is not compressed as was agreed")
            case .tooLarge: throw Fault(.messageTooLarge, "a message may have \(limit) bytes")
            }
        }
    }

    private static func closing(_ data: ByteBuffer) throws(Fault) -> WebSocketClosing {
        var data = data
        guard data.readableBytes > 0 else { return WebSocketClosing(.none) }
        guard let number = data.readInteger(as: UInt16.self) else {
            throw Fault(.protocolError, "the code of a close frame has two bytes")
        }
        let code = WebSocketCloseCode(rawValue: number)
        guard code.isSendable else { throw Fault(.protocolError, "the close code \(number) is not allowed") }
        guard let reason = String(validating: data.readableBytesView, as: UTF8.self) else {
            throw Fault(.invalidData, "the reason of a close frame must be UTF-8")
        }
        return WebSocketClosing(code, reason)
    }
}
