/// The character classes of RFC 9110 §5.6.2 and §5.5, as table look-ups.
public enum HTTPSyntax {
    /// `1` token character, `2` allowed in a field value, `4` allowed in a request target, `8` upper-case letter.
    @usableFromInline
    static let classes: [UInt8] = (0...255).map { byte in
        var bits: UInt8 = 0
        let isLetter = (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        let isDigit = (0x30...0x39).contains(byte)
        if isLetter || isDigit || "!#$%&'*+-.^_`|~".utf8.contains(UInt8(byte)) { bits |= 1 }
        if byte == 0x09 || byte >= 0x20 && byte != 0x7F { bits |= 2 }
        if byte > 0x20 && byte < 0x7F { bits |= 4 }
        if (0x41...0x5A).contains(byte) { bits |= 8 }
        return bits
    }

    /// `tchar`: what names and methods are made of.
    @inlinable
    public static func isToken(_ byte: UInt8) -> Bool { classes[Int(byte)] & 1 != 0 }

    @inlinable
    public static func isLowercaseToken(_ byte: UInt8) -> Bool { classes[Int(byte)] & 9 == 1 }

    /// `field-vchar`, space or tab; bytes above 0x7F pass, control characters do not.
    @inlinable
    public static func isFieldValue(_ byte: UInt8) -> Bool { classes[Int(byte)] & 2 != 0 }

    /// Visible ASCII: what a request target is made of.
    @inlinable
    public static func isTarget(_ byte: UInt8) -> Bool { classes[Int(byte)] & 4 != 0 }
}
