import MeridianCore
import Synchronization

/// Connections for one purpose, lent to one task at a time.
final class SQLPool: Sendable {
    typealias State = PoolState<any SQLDriverConnection, PoolWaiter>
    typealias Item = State.Item

    private let driver: any SQLDriver
    private let access: SQLAccess
    private let state: Mutex<State>
    private let nextID = Atomic<UInt64>(0)
    private let upkeep = Mutex<Task<Void, Never>?>(nil)
    private let drained = Mutex<[CheckedContinuation<Void, Never>]>([])

    init(_ driver: any SQLDriver, _ access: SQLAccess, _ configuration: SQLPoolConfiguration) {
        self.driver = driver
        self.access = access
        state = Mutex(PoolState(configuration))
    }

    var figures: SQLPoolFigures {
        state.withLock { SQLPoolFigures(idle: $0.idle.count, leased: $0.leased, waiting: $0.waiting) }
    }

    /// Opens the minimum, and one at least, so that a wrong address shows at once.
    func start() async throws {
        // How long connecting may take is the driver's to say.
        let item = try await lease(deadline: nil, wait: .seconds(3600))
        giveBack(item, isUsable: true)
        open(state.withLock { $0.beginOpening() })
        let interval = state.withLock { min($0.configuration.idle, $0.configuration.lifetime) } / 4
        upkeep.withLock { task in
            guard task == nil else { return }
            task = Task { [weak self] in
                while !Task.isCancelled {
                    try? await Task.sleep(for: max(interval, .milliseconds(10)), tolerance: interval / 2)
                    guard let self, !Task.isCancelled else { return }
                    self.lookAfter()
                }
            }
        }
    }

    /// - Parameters:
    ///   - deadline: The wait ends then at the latest.
    ///   - wait: Longest time to wait; that of the configuration unless it is said.
    /// - Throws: ``ErrorCode/sqlPoolExhausted``, ``ErrorCode/sqlClosed``, `CancellationError`, or why no connection
    ///   could be opened.
    func lease(deadline: ContinuousClock.Instant?, wait: Duration? = nil) async throws -> Item {
        try Task.checkCancellation()
        let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
        let now = ContinuousClock.now
        let latest = now + (wait ?? longestWait)
        let limit = min(deadline ?? latest, latest)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let waiter = PoolWaiter(continuation)
                let (lease, isGivenUp) = state.withLock { state in
                    let lease = state.lease(id, waiter, now: now) { $0.isUsable }
                    // Who was cancelled before it waited is not told by `onCancel`.
                    if case .wait = lease, Task.isCancelled { return (lease, state.giveUp(id) != nil) }
                    return (lease, false)
                }
                switch lease {
                case .use(let item, let broken):
                    close(broken)
                    waiter.resume(returning: item)
                case .refuse(let refusal, let broken):
                    close(broken)
                    waiter.resume(throwing: error(of: refusal))
                case .wait(let count, let broken):
                    close(broken)
                    open(count)
                    guard !isGivenUp else { return waiter.resume(throwing: CancellationError()) }
                    waiter.limit(giveUp(id, at: limit))
                }
            }
        } onCancel: {
            state.withLock { $0.giveUp(id) }?.resume(throwing: CancellationError())
        }
    }

    private var longestWait: Duration { state.withLock { $0.configuration.wait } }

    func giveBack(_ item: Item, isUsable: Bool) {
        let (handover, count) = state.withLock { state in
            let handover = state.returned(item, isUsable: isUsable && item.connection.isUsable, now: .now)
            return (handover, state.beginOpening())
        }
        carryOut(handover, item)
        open(count)
        tellIfDrained()
    }

    /// Takes nobody on any more, and closes each connection once it is back.
    /// - Parameter grace: After this time connections that are not back are left to themselves.
    func close(grace: Duration) async {
        upkeep.withLock { $0?.cancel() }
        let (connections, waiters) = state.withLock { $0.close() }
        for waiter in waiters { waiter.resume(throwing: error(of: .closed)) }
        for connection in connections { await connection.close() }
        let timer = Task {
            try? await Task.sleep(for: grace)
            tellDrained()
        }
        await withCheckedContinuation { continuation in
            drained.withLock { $0.append(continuation) }
            tellIfDrained()
        }
        timer.cancel()
    }

    private func giveUp(_ id: UInt64, at limit: ContinuousClock.Instant) -> Task<Void, Never> {
        Task { [weak self] in
            try? await Task.sleep(until: limit, clock: .continuous)
            guard let self, !Task.isCancelled else { return }
            let (waiter, figures) = self.state.withLock { ($0.giveUp(id), ($0.leased, $0.opening)) }
            waiter?.resume(throwing: self.exhausted("none of \(figures.0) became free in time"))
        }
    }

    private func open(_ count: Int) {
        for _ in 0..<count { Task { await self.openOne() } }
    }

    private func openOne() async {
        do {
            let connection = try await driver.connect(access)
            let now = ContinuousClock.now
            let handover = state.withLock { state in
                // Connections that were opened together do not end together.
                let expiry = now + state.configuration.lifetime * Double.random(in: 0.9...1)
                let item = Item(connection: connection, expiry: expiry, idleSince: now)
                return (state.opened(item), item)
            }
            carryOut(handover.0, handover.1)
        } catch {
            for waiter in state.withLock({ $0.openingFailed() }) { waiter.resume(throwing: error) }
        }
        tellIfDrained()
    }

    private func carryOut(_ handover: State.Handover, _ item: Item) {
        switch handover {
        case .give(let waiter): waiter.resume(returning: item)
        case .close(let connection): close([connection])
        case .keep: break
        }
    }

    private func lookAfter() {
        let (expired, count) = state.withLock { state in
            let expired = state.expire(now: .now)
            return (expired, state.beginOpening())
        }
        close(expired)
        open(count)
    }

    private func close(_ connections: [any SQLDriverConnection]) {
        guard !connections.isEmpty else { return }
        Task { for connection in connections { await connection.close() } }
    }

    private func tellIfDrained() {
        if state.withLock({ $0.isDrained }) { tellDrained() }
    }

    private func tellDrained() {
        let told = drained.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for continuation in told { continuation.resume() }
    }

    private func error(of refusal: State.Refusal) -> MeridianError {
        switch refusal {
        case .closed:
            MeridianError(.sqlClosed, "the pool of \(driver.name) is closed; the app is stopping", status: 503)
        case .tooManyWait: exhausted("too many callers wait already")
        }
    }

    private func exhausted(_ reason: String) -> MeridianError {
        MeridianError(
            .sqlPoolExhausted, "no connection to \(driver.name): \(reason)", status: 503, retryAfter: 1)
    }
}

/// How busy a pool is.
public struct SQLPoolFigures: Sendable, Hashable {
    public var idle: Int
    public var leased: Int
    public var waiting: Int
}
