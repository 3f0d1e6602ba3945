/// What a store's documents say, kept in memory: of two commits that are noted in another order than they were made in,
/// the later one counts, whether it wrote or removed.
public struct LatestByRevision<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        var revision: Revision
        /// `nil` for one that was removed.
        var value: Value?
    }

    private var entries: [Key: Entry] = [:]

    public init() {}

    /// Notes what a commit wrote, or with `nil` that it removed it.
    /// - Parameter revision: Of the commit.
    public mutating func note(_ value: Value?, at key: Key, revision: Revision) {
        if let entry = entries[key], entry.revision >= revision { return }
        entries[key] = Entry(revision: revision, value: value)
    }

    public subscript(key: Key) -> Value? { entries[key]?.value }

    public var values: [Key: Value] { entries.compactMapValues(\.value) }
}
