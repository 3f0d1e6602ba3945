/// Why a connection ends (RFC 6455 §7.4).
public struct WebSocketCloseCode: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    public let rawValue: UInt16

    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// A code of one's own.
    /// - Parameter code: 4000–4999.
    public init(_ code: UInt16) {
        rawValue = code
    }

    public static let normal = WebSocketCloseCode(1000)
    /// The server stops, or the page is left.
    public static let goingAway = WebSocketCloseCode(1001)
    public static let protocolError = WebSocketCloseCode(1002)
    public static let unacceptable = WebSocketCloseCode(1003)
    /// The other side gave no code. Never sent.
    public static let none = WebSocketCloseCode(1005)
    /// The connection broke. Never sent.
    public static let abnormal = WebSocketCloseCode(1006)
    public static let invalidData = WebSocketCloseCode(1007)
    public static let policyViolation = WebSocketCloseCode(1008)
    public static let messageTooLarge = WebSocketCloseCode(1009)
    public static let serverFailed = WebSocketCloseCode(1011)
    public static let tryAgainLater = WebSocketCloseCode(1013)

    /// Whether it may be in a close frame.
    var isSendable: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    public var description: String { "\(rawValue)" }
}

/// How a connection ended.
public struct WebSocketClosing: Sendable, Hashable {
    public var code: WebSocketCloseCode
    /// At most 123 bytes.
    public var reason: String

    public init(_ code: WebSocketCloseCode, _ reason: String = "") {
        self.code = code
        self.reason = reason
    }
}
