/// Why a connection had to be ended. The numbers are those of `ErrorCode` 2001–2005.
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: Int

        public init(rawValue: Int) {
            self.rawValue = rawValue
        }

        public static let malformedFrame = Code(rawValue: 2001)
        public static let frameTooLarge = Code(rawValue: 2002)
        public static let unexpectedFrame = Code(rawValue: 2003)
        public static let creditExceeded = Code(rawValue: 2004)
        public static let versionMismatch = Code(rawValue: 2005)
    }

    public var code: Code
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "MER-\(code.rawValue): \(message)" }
}
