import NIOCore
import Synchronization

extension TestClock {
    /// Who waits for a moment.
    struct Waiter: Sendable {
        enum Kind: Sendable {
            case sleep(CheckedContinuation<Void, any Error>)
            case scheduled(isDeadline: Bool, any EventLoop, @Sendable () -> Void)
        }

        var id: Int
        var instant: ContinuousClock.Instant
        var kind: Kind

        var isSleep: Bool { if case .sleep = kind { true } else { false } }

        var isDeadline: Bool { if case .scheduled(true, _, _) = kind { true } else { false } }
    }

    /// Someone who wants to know when the state is of a certain kind.
    struct Observer: Sendable {
        var condition: @Sendable (borrowing State) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }

    struct State: Sendable {
        var now: ContinuousClock.Instant
        /// By instant; those of one instant in the order in which they came.
        private(set) var waiters: [Waiter] = []
        var eventLoops: [any EventLoop] = []
        /// Runs of timers that are not over.
        var running = 0
        var observers: [Observer] = []
        private var lastID = 0

        init(now: ContinuousClock.Instant) {
            self.now = now
        }

        mutating func makeID() -> Int {
            lastID += 1
            return lastID
        }

        mutating func add(_ waiter: Waiter) {
            waiters.insert(waiter, at: waiters.firstIndex { $0.instant > waiter.instant } ?? waiters.endIndex)
        }

        mutating func remove(_ id: Int) -> Waiter? {
            waiters.firstIndex { $0.id == id }.map { waiters.remove(at: $0) }
        }

        /// Moves the time to the first waiter that is due by `target`, and takes it.
        mutating func next(by target: ContinuousClock.Instant) -> Waiter? {
            guard let first = waiters.first, first.instant <= target else { return nil }
            now = max(now, first.instant)
            return waiters.removeFirst()
        }
    }

    func change<Result: Sendable>(_ body: (inout State) -> sending Result) -> Result {
        let (result, content) = state.withLock { state in
            let result = body(&state)
            var content: [Observer] = []
            var waiting: [Observer] = []
            for observer in state.observers {
                if observer.condition(state) { content.append(observer) } else { waiting.append(observer) }
            }
            state.observers = waiting
            return (result, content)
        }
        for observer in content { observer.continuation.resume() }
        return result
    }

    func wait(until condition: @escaping @Sendable (borrowing State) -> Bool) async {
        await withCheckedContinuation { continuation in
            change { $0.observers.append(Observer(condition: condition, continuation: continuation)) }
        }
    }
}
