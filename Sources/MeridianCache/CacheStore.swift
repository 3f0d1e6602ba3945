public import NIOCore

/// Where a ``Cache`` keeps its values: memory, Redis, or a store of one's own. `CacheStoreChecks` of the tests shows what
/// every store must do.
public protocol CacheStore: Sendable {
    /// - Returns: `nil` when there is no value, or its time is over.
    func get(_ key: String) async throws -> ByteBuffer?

    /// - Parameter time: How long the value lives; `nil` for as long as there is room.
    func set(_ key: String, _ value: ByteBuffer, for time: Duration?) async throws

    /// - Returns: Whether there was a value.
    @discardableResult
    func delete(_ key: String) async throws -> Bool

    /// Deletes every value whose key begins so.
    func deleteAll(prefix: String) async throws

    /// Adds to a number, in one step. A key without a value counts as 0; only then `time` begins.
    /// - Returns: The sum, stored as decimal digits.
    /// - Throws: ``ErrorCode/cacheValueNoNumber``.
    func increment(_ key: String, by amount: Int64, for time: Duration?) async throws -> Int64
}
