public import MeridianCore

/// Takes secrets out of heads before they are kept.
public struct Redaction: Sendable, Equatable {
    /// Fields whose values are never kept.
    public static let always: Set<String> = ["authorization", "cookie", "set-cookie", "proxy-authorization"]

    /// What stands in place of a value.
    public static let mark = "redacted"

    /// In lower case.
    public let names: Set<String>

    /// - Parameter more: Names of further fields, in any case.
    /// - Throws: ``ErrorCode/badTracingSetting`` for what can't be a name.
    public init(_ more: [String] = []) throws(MeridianError) {
        for name in more where name.isEmpty || !name.utf8.allSatisfy(HTTPSyntax.isToken) {
            throw MeridianError(
                .badTracingSetting, "'\(name)' is no name of a header field to take out of what is kept")
        }
        names = Self.always.union(more.map { $0.lowercased() })
    }

    /// Names and values.
    func fields(_ fields: HTTPFields) -> [[String]] {
        fields.pairs.map { [$0.name, names.contains($0.name) ? Self.mark : $0.value] }
    }
}
