public import MeridianCore

/// What may be known of a secret: everything but its value.
public struct SecretDescription: Sendable, Hashable {
    public var name: SecretName
    public var version: Int
    public var setAt: Timestamp
    /// The name of whoever set it.
    public var setBy: String
}
