/// The name of a service: 1–63 characters of `a–z`, `0–9` and `-`, beginning with a letter, not ending in `-`.
/// It is a DNS label, since services are reached as `SERVICE.localhost`.
public struct ServiceName: Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    public init?(_ rawValue: String) {
        guard NameSyntax.isValid(rawValue, allows: { $0 == UInt8(ascii: "-") }, lowercaseOnly: true),
            rawValue.utf8.last != UInt8(ascii: "-")
        else { return nil }
        self.rawValue = rawValue
    }

    public var description: String { rawValue }

    public static let rule = "1–63 of a–z, 0–9 and -, beginning with a letter and not ending in -"

    /// The rule as a regular expression (ECMA-262, as JSON Schema has it).
    package static let pattern = "^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$"
}

/// The name of a function: 1–63 characters of letters, digits, `-` and `_`, beginning with a letter.
public struct FunctionName: Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    public init?(_ rawValue: String) {
        guard
            NameSyntax.isValid(
                rawValue, allows: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }, lowercaseOnly: false)
        else { return nil }
        self.rawValue = rawValue
    }

    public var description: String { rawValue }

    public static let rule = "1–63 letters, digits, - and _, beginning with a letter"

    /// The rule as a regular expression (ECMA-262, as JSON Schema has it).
    package static let pattern = "^[A-Za-z][A-Za-z0-9_-]{0,62}$"
}

enum NameSyntax {
    static func isValid(_ name: String, allows extra: (UInt8) -> Bool, lowercaseOnly: Bool) -> Bool {
        let utf8 = name.utf8
        guard let first = utf8.first, utf8.count <= 63 else { return false }
        func isLetter(_ byte: UInt8) -> Bool {
            (0x61...0x7A).contains(byte) || !lowercaseOnly && (0x41...0x5A).contains(byte)
        }
        return isLetter(first) && utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || extra($0) }
    }
}

extension ServiceName: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let name = ServiceName(text) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "'\(text)' is no service name: \(Self.rule)"))
        }
        self = name
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension FunctionName: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let name = FunctionName(text) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "'\(text)' is no function name: \(Self.rule)"))
        }
        self = name
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
