import MeridianSQL

/// Which statements a connection has prepared. A statement is prepared when it is seen for the second time, so that what
/// runs once costs one way to the server and not two.
struct StatementCache {
    struct Key: Hashable {
        var text: String
        /// Of the parameters; the same text with others is another statement.
        var types: [UInt32]
    }

    enum Plan: Equatable {
        /// As text, without a name.
        case once
        /// Under a name; `former` is to be forgotten by the server before.
        case prepare(String, former: String?)
        case run(String)
    }

    private struct Prepared {
        var name: String
        var lastUse: UInt64
    }

    let capacity: Int
    private var prepared: [Key: Prepared] = [:]
    private var seen: Set<Key> = []
    private var dropped: [String] = []
    private var uses: UInt64 = 0
    private var names: UInt64 = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func plan(_ key: Key) -> Plan {
        guard capacity > 0 else { return .once }
        uses += 1
        if let name = prepared[key]?.name {
            prepared[key]?.lastUse = uses
            return .run(name)
        }
        guard seen.remove(key) != nil else {
            // Texts are kept to compare; few enough that they take no memory to speak of.
            if seen.count >= capacity { seen.removeAll(keepingCapacity: true) }
            seen.insert(key)
            return .once
        }
        names += 1
        return .prepare("m\(names)", former: evict())
    }

    mutating func keep(_ key: Key, _ name: String) {
        prepared[key] = Prepared(name: name, lastUse: uses)
    }

    /// The server does not run it any more as it was prepared.
    mutating func forget(_ key: Key) {
        if let former = prepared.removeValue(forKey: key) { dropped.append(former.name) }
        seen.insert(key)
    }

    private mutating func evict() -> String? {
        if let name = dropped.popLast() { return name }
        guard prepared.count >= capacity, let oldest = prepared.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
            return nil
        }
        prepared[oldest.key] = nil
        return oldest.value.name
    }

    /// Whether a failure says that a prepared statement is no longer what it was.
    static func isStale(_ failure: SQLFailure) -> Bool {
        failure.state == "26000" || (failure.state == "0A000" && failure.message.contains("cached plan"))
    }
}
