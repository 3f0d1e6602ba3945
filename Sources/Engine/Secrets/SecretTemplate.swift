import MeridianCore

/// Values of variables in which `${secret.NAME}` stands for a secret, and `$${secret.` for the text `${secret.` itself.
enum SecretTemplate {
    private static let mark = "${secret."

    static func isTemplate(_ text: String) -> Bool { text.contains(mark) }

    /// Puts secrets in their places.
    /// - Throws: What `secret` throws; ``ErrorCode/badSecret`` for a place without an end.
    static func fill(
        _ text: String, _ secret: (String) throws(MeridianError) -> String
    ) throws(MeridianError) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: mark) {
            result += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            if result.last == "$" {
                result.removeLast()
                result += mark
                continue
            }
            guard let end = rest.firstIndex(of: "}") else {
                throw MeridianError(
                    .badSecret, "'\(mark)\(rest)' has no end; a secret is written \(mark)NAME}", status: 400)
            }
            result += try secret(String(rest[..<end]))
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
