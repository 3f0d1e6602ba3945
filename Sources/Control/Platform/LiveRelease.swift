import Engine
import Gateway
import MeridianCore
import NIOCore
import Synchronization

/// A release that can be called, and who is calling it from inside the platform.
///
/// The gateway knows when it no longer uses a release; control's own calls and timers are counted here, so that a
/// release is retired only after the last of them.
final class LiveRelease: Sendable {
    private struct State {
        var calls = 0
        var isClosed = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let active: ActiveRelease
    let entry: RoutingTable.Entry
    private let state = Mutex(State())

    /// - Throws: ``ErrorCode/invalidApp`` when two functions are bound to the same method and path.
    init(_ active: ActiveRelease) throws(MeridianError) {
        self.active = active
        self.entry = try RoutingTable.Entry(active)
    }

    var release: Release { active.release }

    /// Calls the release.
    /// - Returns: `nil` when it is retired; ask for its successor then.
    func call<Result>(_ body: (ActiveRelease) async throws -> Result) async rethrows -> Result? {
        guard enter() else { return nil }
        defer { leave() }
        return try await body(active)
    }

    /// Counts calls that are about to be made, each of which is to ``leave()`` when it is over.
    /// - Returns: Whether the release takes them; ask for its successor otherwise.
    func enter(_ calls: Int = 1) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.calls += calls
            return true
        }
    }

    /// Takes no more calls, and returns when the last has ended.
    func close() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isClosed = true
                guard state.calls > 0 else { return true }
                state.waiting.append(continuation)
                return false
            }
            if isIdle { continuation.resume() }
        }
    }

    func leave() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.calls -= 1
            guard state.calls == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
