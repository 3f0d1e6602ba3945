import MeridianCore
import Releases

/// Which releases of a service get its traffic, how that is changed, and what comes of it.
protocol RolloutTraffic: Sendable {
    /// - Throws: ``ErrorCode/unknownService``.
    func shares(of service: ServiceName) async throws -> TrafficShares

    /// The number of a release that is to be rolled out.
    /// - Parameter number: The newest when left out.
    /// - Throws: ``ErrorCode/unknownService``, ``ErrorCode/unknownRelease``.
    func release(_ number: Int?, of service: ServiceName) async throws -> Int

    /// Carries out an effect. Doing it once more changes nothing.
    /// - Throws: ``TrafficMoved`` when someone else moved the traffic; why a release does not start.
    func carryOut(_ effect: RolloutEffect, of rollout: Rollout) async throws

    /// What was counted of both releases until now.
    func counts(for rollout: Rollout) async -> Observation
}

/// How the traffic of a service is divided.
struct TrafficShares: Hashable, Sendable {
    /// Gets what the candidate does not.
    var release: Int
    var candidate: Int?
    /// Of the candidate, in per cent.
    var weight = 0
}

/// Someone else than the rollout moved the traffic.
struct TrafficMoved: Error {
    var shares: TrafficShares

    var reason: String {
        guard let candidate = shares.candidate else {
            return "someone else moved the traffic: release \(shares.release) has all of it"
        }
        return "someone else moved the traffic: release \(candidate) has \(shares.weight) % of it, release "
            + "\(shares.release) the rest"
    }
}

extension Rollout {
    /// How the traffic is divided once an effect was carried out.
    func shares(after effect: RolloutEffect) -> TrafficShares {
        switch effect {
        case .setWeight(let weight) where weight < 100:
            TrafficShares(release: baseline, candidate: candidate, weight: weight)
        case .setWeight, .promote: TrafficShares(release: candidate)
        case .rollBack: TrafficShares(release: baseline)
        }
    }

    /// How the traffic is divided while nothing is due.
    var standingShares: TrafficShares {
        weight == 0 ? TrafficShares(release: baseline) : shares(after: .setWeight(weight))
    }

    /// Whether this rollout may have divided the traffic so at some time.
    func owns(_ shares: TrafficShares) -> Bool {
        [baseline, candidate].contains(shares.release) && [nil, candidate].contains(shares.candidate)
    }
}
