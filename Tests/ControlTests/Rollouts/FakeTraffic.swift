import MeridianCore
import Releases
import Synchronization

@testable import Control

/// Traffic that is divided as told, with counters that a test moves.
final class FakeTraffic: RolloutTraffic {
    struct State {
        var shares = TrafficShares(release: 1)
        var newest = 2
        var counts = Observation()
        var effects: [RolloutEffect] = []
        /// Thrown instead of carrying out the next effects.
        var failure: (any Error)?
    }

    private let state = Mutex(State())

    /// What was carried out.
    var effects: [RolloutEffect] { state.withLock { $0.effects } }
    var shares: TrafficShares { state.withLock { $0.shares } }

    func shares(of service: ServiceName) -> TrafficShares { shares }

    func release(_ number: Int?, of service: ServiceName) -> Int { number ?? state.withLock { $0.newest } }

    func carryOut(_ effect: RolloutEffect, of rollout: Rollout) throws {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            guard rollout.owns(state.shares) else { throw TrafficMoved(shares: state.shares) }
            state.effects.append(effect)
            state.shares = rollout.shares(after: effect)
        }
    }

    func counts(for rollout: Rollout) -> Observation { state.withLock { $0.counts } }

    /// Changes what is told from now on.
    func set(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

    /// A second of requests, divided as the shares are.
    func pass(requests: Int, failing: Int = 0) {
        state.withLock { state in
            let mine = state.shares.candidate == nil ? 0 : requests * state.shares.weight / 100
            state.counts.candidate.add(
                ReleaseCounts(requests: mine, errors: failing, latency: Self.latency(of: mine)))
            state.counts.baseline.add(
                ReleaseCounts(requests: requests - mine, latency: Self.latency(of: requests - mine)))
        }
    }

    private static func latency(of requests: Int) -> Distribution {
        Distribution([(value: Int64(10_000_000), count: requests)])
    }
}
