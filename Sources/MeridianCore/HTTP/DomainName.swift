/// A host name that leads to a service: `shop.example`, or `*.shop.example` for all names one level below.
public struct DomainName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// In lower case.
    public let rawValue: String

    /// `nil` when the text is no host name of two labels or more (RFC 1123 §2.1), or is below `localhost`.
    public init?(_ text: String) {
        let name = text.lowercased()
        var labels = name.split(separator: ".", omittingEmptySubsequences: false)
        if labels.first == "*" { labels.removeFirst() }
        guard name.utf8.count <= 253, labels.count >= 2, labels.last != "localhost", labels.allSatisfy(Self.isLabel),
            // An address is no name.
            !labels[labels.count - 1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        rawValue = name
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.utf8.first != UInt8(ascii: "-")
            && label.utf8.last != UInt8(ascii: "-")
            && label.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
            }
    }

    /// Whether it stands for all names one level below.
    public var isWildcard: Bool { rawValue.utf8.first == UInt8(ascii: "*") }

    /// Whether a name of a certificate is this domain's, or `*.` and all behind its first dot (RFC 6125 §6.4.3).
    public func isCovered(by name: String) -> Bool {
        name == rawValue || !isWildcard && name == "*" + rawValue.drop { $0 != "." }
    }

    public var description: String { rawValue }

    public static func < (left: DomainName, right: DomainName) -> Bool { left.rawValue < right.rawValue }

    public static let rule = "letters, digits and - in two labels or more, *. before them for all names one level below"
}
