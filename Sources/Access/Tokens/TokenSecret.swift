/// What the holder of a token sends: `mrd_` and 64 hexadecimal digits, 256 bits of the system's generator. It is shown
/// once, when the token is made, and not kept.
public struct TokenSecret: Sendable {
    /// So that a scanner of repositories can tell one that was put there by mistake.
    static let prefix = "mrd_"

    public let value: String

    public static func make() -> TokenSecret {
        var generator = SystemRandomNumberGenerator()
        return TokenSecret(
            value: prefix + Hex.encode((0..<32).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }))
    }

    public var digest: TokenDigest { TokenDigest(of: value) }
}
