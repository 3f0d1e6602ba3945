/// A value, or the name of a member, in checked bytes.
struct Token {
    enum Kind: UInt32 {
        case object, array, string, escaped, number, bool, null
    }

    /// What the parent of the outermost value is.
    static let none = (1 << 29) - 1
    static let maximumCount = none

    /// Where it begins in the bytes; a string at its opening quote.
    var start: UInt32
    /// Of a string or number the bytes, without quotes. Of an array the elements. Of an object the token at which the
    /// search for a name begins, because names are mostly asked for in their order.
    var length: UInt32
    /// The token behind it and all it holds.
    var next: UInt32
    /// Which element of an array it is.
    var ordinal: UInt32
    private var parentAndKind: UInt32

    init(_ kind: Kind, start: Int, length: Int, next: Int, parent: Int, ordinal: UInt32) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.length = UInt32(truncatingIfNeeded: length)
        self.next = UInt32(truncatingIfNeeded: next)
        self.ordinal = ordinal
        parentAndKind = UInt32(truncatingIfNeeded: parent) &<< 3 | kind.rawValue
    }

    @inline(__always)
    var kind: Kind { Kind(rawValue: parentAndKind & 7).unsafelyUnwrapped }

    @inline(__always)
    var parent: Int { Int(parentAndKind &>> 3) }
}
