import MeridianCore
import Synchronization
import Testing

/// Requests that follow one another at a platform which is going to be killed.
final class RequestLoad: Sendable {
    private struct State {
        var answered = 0
        var cutOff = 0
        var isKilled = false
    }

    private let state = Mutex(State())
    /// Told of every request that ended.
    private let ends = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    /// Requests that were answered as they should be.
    var answered: Int { state.withLock { $0.answered } }
    /// Requests that failed because they were in the process when it was killed.
    var cutOff: Int { state.withLock { $0.cutOff } }

    /// Tells that the process is about to be killed: whatever fails from now on may.
    func willKill() { state.withLock { $0.isKilled = true } }

    /// Returns when so many were answered, or one failed. For one at a time to call.
    func waitForAnswers(_ count: Int) async {
        for await _ in ends.stream where state.withLock({ $0.answered >= count || $0.cutOff > 0 }) { return }
    }

    /// Sends one request after the other until one fails.
    /// - Parameter send: Throws also for an answer of failure; returns whether the answer is right.
    func run(_ send: () async throws -> Bool) async {
        while true {
            do {
                let isRight = try await send()
                #expect(isRight)
                state.withLock { $0.answered += 1 }
                ends.continuation.yield()
            } catch {
                state.withLock { state in
                    #expect(state.isKilled, "a request failed that was not in a killed process: \(error)")
                    state.cutOff += 1
                }
                ends.continuation.yield()
                return
            }
        }
    }
}
