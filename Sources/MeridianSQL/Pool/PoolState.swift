/// Who has which connection, who waits, and what is to be done: the pool without its tasks.
///
/// `Connection` and `Waiter` are whatever the pool hands around. After every change the caller does what it is told.
struct PoolState<Connection: Sendable, Waiter: Sendable> {
    struct Item: Sendable {
        let connection: Connection
        /// When it is replaced.
        let expiry: ContinuousClock.Instant
        var idleSince: ContinuousClock.Instant
    }

    enum Lease {
        /// The caller has it; the connections in `broken` are to be closed.
        case use(Item, broken: [Connection])
        /// The caller waits; `open` connections are to be opened.
        case wait(open: Int, broken: [Connection])
        case refuse(Refusal, broken: [Connection])
    }

    enum Refusal {
        case tooManyWait, closed
    }

    enum Handover {
        case give(Waiter)
        case keep
        case close(Connection)
    }

    let configuration: SQLPoolConfiguration
    /// The most recently used last, so that what nobody needs gets old at the front.
    private(set) var idle: [Item] = []
    private(set) var leased = 0
    private(set) var opening = 0
    private(set) var isClosed = false
    private var waiters: [UInt64: Waiter] = [:]
    private var queue: ArraySlice<UInt64> = []

    init(_ configuration: SQLPoolConfiguration) {
        self.configuration = configuration
    }

    var open: Int { idle.count + leased + opening }
    var waiting: Int { waiters.count }
    var isDrained: Bool { isClosed && leased == 0 && opening == 0 }

    /// - Parameters:
    ///   - id: Under which the caller would wait; larger than those before.
    ///   - isUsable: Whether a connection that was idle still works.
    mutating func lease(
        _ id: UInt64, _ waiter: Waiter, now: ContinuousClock.Instant, isUsable: (Connection) -> Bool
    ) -> Lease {
        guard !isClosed else { return .refuse(.closed, broken: []) }
        var broken: [Connection] = []
        while let item = idle.popLast() {
            if item.expiry > now, isUsable(item.connection) {
                leased += 1
                return .use(item, broken: broken)
            }
            broken.append(item.connection)
        }
        guard waiters.count < configuration.waiting else { return .refuse(.tooManyWait, broken: broken) }
        waiters[id] = waiter
        queue.append(id)
        return .wait(open: beginOpening(), broken: broken)
    }

    /// Opens for everyone who waits, as far as the maximum allows, and for the minimum.
    /// - Returns: How many to open.
    mutating func beginOpening() -> Int {
        guard !isClosed else { return 0 }
        let wanted = max(waiters.count - opening, configuration.minimum - open)
        let count = max(0, min(wanted, configuration.maximum - open))
        opening += count
        return count
    }

    mutating func opened(_ item: Item) -> Handover {
        opening -= 1
        return handOver(item)
    }

    /// A connection could not be opened.
    /// - Returns: Who is told: one of those who wait, or all when no connection is left to wait for.
    mutating func openingFailed() -> [Waiter] {
        opening -= 1
        var told: [Waiter] = []
        while let waiter = nextWaiter() {
            told.append(waiter)
            if leased + opening > 0 { break }
        }
        return told
    }

    mutating func returned(_ item: Item, isUsable: Bool, now: ContinuousClock.Instant) -> Handover {
        leased -= 1
        guard isUsable, item.expiry > now else { return .close(item.connection) }
        var item = item
        item.idleSince = now
        return handOver(item)
    }

    private mutating func handOver(_ item: Item) -> Handover {
        guard !isClosed else { return .close(item.connection) }
        if let waiter = nextWaiter() {
            leased += 1
            return .give(waiter)
        }
        idle.append(item)
        return .keep
    }

    /// - Returns: Who waited under the id; `nil` when it has been served already.
    mutating func giveUp(_ id: UInt64) -> Waiter? {
        let waiter = waiters.removeValue(forKey: id)
        // Ids of those who gave up stay in the queue until their turn; it must not grow by them alone.
        if queue.count > 64, queue.count > 2 * waiters.count { queue = queue.filter { waiters[$0] != nil }[...] }
        return waiter
    }

    /// Takes out what has been idle or has lived too long.
    mutating func expire(now: ContinuousClock.Instant) -> [Connection] {
        var surplus = max(0, idle.count + leased - configuration.minimum)
        var expired: [Connection] = []
        idle.removeAll { item in
            let isOld = item.expiry <= now
            guard isOld || (surplus > 0 && now - item.idleSince >= configuration.idle) else { return false }
            surplus -= 1
            expired.append(item.connection)
            return true
        }
        return expired
    }

    /// Takes nobody on any more.
    mutating func close() -> (connections: [Connection], waiters: [Waiter]) {
        isClosed = true
        var told: [Waiter] = []
        while let waiter = nextWaiter() { told.append(waiter) }
        defer { idle = [] }
        return (idle.map(\.connection), told)
    }

    private mutating func nextWaiter() -> Waiter? {
        while let id = queue.popFirst() {
            if let waiter = waiters.removeValue(forKey: id) { return waiter }
        }
        return nil
    }
}
