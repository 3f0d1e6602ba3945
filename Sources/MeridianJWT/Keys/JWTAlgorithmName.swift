/// An algorithm of RFC 7518 or RFC 8037 that tokens may be signed with. `none` is not among them.
public struct JWTAlgorithmName: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    private init(_ description: String) {
        self.description = description
    }

    public static let hs256 = JWTAlgorithmName("HS256")
    public static let rs256 = JWTAlgorithmName("RS256")
    public static let es256 = JWTAlgorithmName("ES256")
    public static let edDSA = JWTAlgorithmName("EdDSA")

    public static let all: [JWTAlgorithmName] = [.hs256, .rs256, .es256, .edDSA]

    /// - Returns: `nil` for what is not supported.
    public init?(named name: String) {
        guard let known = Self.all.first(where: { $0.description == name }) else { return nil }
        self = known
    }
}
