/// The name of an alias: 1–30 characters of `a–z`, `0–9` and `-`, beginning with a letter, not ending in `-` and without
/// `--`, since it is reached as `ALIAS--SERVICE.localhost`.
public struct AliasName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Answers the service's own address.
    public static let live = AliasName("live")!

    public let rawValue: String

    /// `nil` when the text is no such name.
    public init?(_ rawValue: String) {
        let bytes = rawValue.utf8
        guard (1...30).contains(bytes.count), let first = bytes.first, (0x61...0x7A).contains(first),
            bytes.last != UInt8(ascii: "-"), !rawValue.contains("--"),
            bytes.allSatisfy({
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
            })
        else { return nil }
        self.rawValue = rawValue
    }

    public var description: String { rawValue }

    public static func < (left: AliasName, right: AliasName) -> Bool {
        if left == .live || right == .live { return left == .live && right != .live }
        return left.rawValue < right.rawValue
    }

    public static let rule = "1–30 of a–z, 0–9 and -, beginning with a letter, not ending in - and without --"
}

extension AliasName: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let name = AliasName(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is no alias: \(Self.rule)"))
        }
        self = name
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
