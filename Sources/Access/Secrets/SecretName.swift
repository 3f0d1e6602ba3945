/// The name of a secret within its service: 1–128 letters, digits and `_`, not beginning with a digit.
public struct SecretName: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rawValue: String

    /// `nil` when the text is no name.
    public init?(_ rawValue: String) {
        func isLetter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "_")
        }
        guard let first = rawValue.utf8.first, isLetter(first), rawValue.utf8.count <= 128,
            rawValue.utf8.allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) })
        else { return nil }
        self.rawValue = rawValue
    }

    public var description: String { rawValue }

    public static func < (left: SecretName, right: SecretName) -> Bool { left.rawValue < right.rawValue }

    public static let rule = "1–128 letters, digits and _, not beginning with a digit"
}
