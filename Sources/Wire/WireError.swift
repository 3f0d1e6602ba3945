/// Why a connection had to be ended. The numbers are those of `ErrorCode` 2001–2005.
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: Int

        @inlinable public init(rawValue: Int) {
            self.rawValue = rawValue
        }

        @inlinable public static var malformedFrame: Code { Code(rawValue: 2001) }
        @inlinable public static var frameTooLarge: Code { Code(rawValue: 2002) }
        @inlinable public static var unexpectedFrame: Code { Code(rawValue: 2003) }
        @inlinable public static var creditExceeded: Code { Code(rawValue: 2004) }
        @inlinable public static var versionMismatch: Code { Code(rawValue: 2005) }
    }

    public var code: Code
    public var message: String

    @inlinable public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "MER-\(code.rawValue): \(message)" }
}
