public import Meridian
public import MeridianCore

/// What a result that is collected may have at most.
public struct SQLResultLimit: Sendable, Hashable {
    public var rows: Int
    /// Of all values together.
    public var bytes: Int

    public init(rows: Int = 100_000, bytes: Int = 64 << 20) {
        self.rows = rows
        self.bytes = bytes
    }

    /// Reads `rows` and `bytes` below a key.
    /// - Throws: ``ErrorCode/unreadableSetting``.
    public init(_ configuration: Configuration, below key: String) throws(MeridianError) {
        self.init()
        if let value: Int = try configuration.value("\(key).rows") { rows = value }
        if let value: Int = try configuration.value("\(key).bytes") { bytes = value }
    }
}
