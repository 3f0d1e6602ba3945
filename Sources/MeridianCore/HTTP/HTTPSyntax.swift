/// The character classes of RFC 9110 §5.6.2 and §5.5.
///
/// A request has hundreds of bytes to be looked at: sets of ASCII characters are two words, so that nothing is loaded or
/// set up first.
public enum HTTPSyntax {
    @usableFromInline
    struct Characters: Sendable {
        /// Those below and those from U+0040, a bit each.
        @usableFromInline let low: UInt64
        @usableFromInline let high: UInt64

        @inlinable
        init(low: UInt64, high: UInt64) {
            self.low = low
            self.high = high
        }

        @inlinable
        func contains(_ byte: UInt8) -> Bool {
            (byte < 0x40 ? low : byte < 0x80 ? high : 0) &>> UInt64(byte & 0x3F) & 1 != 0
        }
    }

    /// Digits and `!#$%&'*+-.`, letters and ``^_`|~``.
    @inlinable static var token: Characters { Characters(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE) }

    /// The same without upper-case letters.
    @inlinable
    static var lowercaseToken: Characters { Characters(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C000_0000) }

    /// `tchar`: what names and methods are made of.
    @inlinable
    public static func isToken(_ byte: UInt8) -> Bool { token.contains(byte) }

    @inlinable
    public static func isLowercaseToken(_ byte: UInt8) -> Bool { lowercaseToken.contains(byte) }

    /// Whether a field, in any case, is a request's own: its name is a token, and not of those that concern a connection
    /// only (RFC 9110 §7.6.1). For requests that a platform tells without having had them over this connection.
    public static func isOfRequest(_ name: UnsafeRawBufferPointer) -> Bool {
        guard !name.isEmpty, name.allSatisfy(isToken) else { return false }
        // Of a token's bytes only the two cases of a letter become that letter, and only `-` becomes `-`.
        func isNamed(_ text: StaticString) -> Bool {
            for index in 0..<name.count where name[index] | 0x20 != text.utf8Start[index] { return false }
            return true
        }
        switch name.count {
        case 2: return !isNamed("te")
        case 7: return !isNamed("trailer") && !isNamed("upgrade")
        case 10: return !isNamed("connection") && !isNamed("keep-alive")
        case 16: return !isNamed("proxy-connection")
        case 17: return !isNamed("transfer-encoding")
        default: return true
        }
    }

    /// `field-vchar`, space or tab; bytes above 0x7F pass, control characters do not.
    @inlinable
    public static func isFieldValue(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }

    /// Visible ASCII: what a request target is made of.
    @inlinable
    public static func isTarget(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }
}
