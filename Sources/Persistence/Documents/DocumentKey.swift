/// The name of a document, a path of text such as `services/shop`: 1–512 letters, digits and `-_.=` in parts that `/`
/// separates, none of which is empty, `.` or `..`. Every store can hold such names, also those that map them to files or
/// to subjects of a message broker.
public struct DocumentKey: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rawValue: String

    /// `nil` when the text is no key.
    public init?(rawValue: String) {
        guard (1...512).contains(rawValue.utf8.count) else { return nil }
        let parts = rawValue.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for part in parts {
            guard !part.isEmpty, part.allSatisfy(Self.isAllowed) else { return nil }
            guard part.contains(where: { $0 != UInt8(ascii: ".") }) || part.count > 2 else { return nil }
        }
        self.rawValue = rawValue
    }

    public init?(_ rawValue: String) {
        self.init(rawValue: rawValue)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "=")].contains(byte)
        }
    }

    /// By bytes.
    public static func < (left: DocumentKey, right: DocumentKey) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }

    public var description: String { rawValue }

    public static let rule = "1–512 letters, digits and -_.=, in parts separated by /, none of them empty, . or .."
}

extension DocumentKey: ExpressibleByStringLiteral {
    /// - Precondition: The text is a key.
    public init(stringLiteral text: String) {
        guard let key = DocumentKey(rawValue: text) else { preconditionFailure("'\(text)' is no key: \(Self.rule)") }
        self = key
    }
}
