/// Why a value could not be read or written.
public struct JSONError: Error, Sendable {
    /// What kind of fault it is; more may come.
    public struct Kind: Sendable, Hashable {
        private enum Code { case syntax, mismatch, null, missing, range, invalid }
        private let code: Code

        /// The bytes are no JSON (RFC 8259), or nest too deep.
        public static let syntax = Kind(code: .syntax)
        /// A value of another type stands there.
        public static let mismatch = Kind(code: .mismatch)
        /// `null` stands where a value is needed.
        public static let null = Kind(code: .null)
        /// An object lacks a member.
        public static let missing = Kind(code: .missing)
        /// A number does not fit its type.
        public static let range = Kind(code: .range)
        /// A value of the right type that is not allowed.
        public static let invalid = Kind(code: .invalid)
    }

    public var kind: Kind
    /// One sentence without the place.
    public var message: String
    /// Bytes before the fault.
    public var offset: Int
    /// From 1; 0 when the place is known by its offset only.
    public var line: Int
    /// In bytes, from 1; 0 when the place is known by its offset only.
    public var column: Int
    /// What was asked for, when the kind is ``Kind/mismatch`` or ``Kind/null``.
    var wanted: Any.Type?
    /// The name of the member, when the kind is ``Kind/missing``.
    var member: String?

    /// An error of a conformance's own.
    /// - Parameters:
    ///   - message: One sentence without the place.
    ///   - offset: Bytes before the fault.
    public init(_ kind: Kind, _ message: String, offset: Int = 0) {
        self.init(kind, message, offset: offset, wanted: nil)
    }

    init(
        _ kind: Kind, _ message: String, offset: Int, line: Int = 0, column: Int = 0, wanted: Any.Type? = nil,
        member: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.offset = offset
        self.line = line
        self.column = column
        self.wanted = wanted
        self.member = member
    }
}

extension JSONError: CustomStringConvertible {
    public var description: String {
        line == 0 ? message : "line \(line), column \(column): \(message)"
    }
}
