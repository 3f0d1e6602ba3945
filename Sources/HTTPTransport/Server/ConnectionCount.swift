import NIOCore
import Synchronization

/// How many connections a server has open, and who waits for there to be none.
final class ConnectionCount: Sendable {
    private struct State {
        var open = 0
        var waiting: [EventLoopPromise<Void>] = []
    }

    private let state = Mutex(State())

    var open: Int { state.withLock { $0.open } }

    /// Counts a connection in.
    /// - Returns: The number before it.
    func enter() -> Int {
        state.withLock { state in
            defer { state.open += 1 }
            return state.open
        }
    }

    func leave() {
        let waiting = state.withLock { state -> [EventLoopPromise<Void>] in
            state.open -= 1
            guard state.open == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for promise in waiting { promise.succeed(()) }
    }

    /// A future that comes true when no connection is open.
    func whenEmpty(on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        let promise = eventLoop.makePromise(of: Void.self)
        let isEmpty = state.withLock { state -> Bool in
            guard state.open > 0 else { return true }
            state.waiting.append(promise)
            return false
        }
        if isEmpty { promise.succeed(()) }
        return promise.futureResult
    }
}
