import Engine
import Gateway
import MeridianCore
import Releases

/// The traffic of the platform: the alias `live` of each service, and what the gateway counts.
struct LiveTraffic: RolloutTraffic {
    let services: LiveServices
    let gateway: Gateway

    func shares(of service: ServiceName) async throws -> TrafficShares {
        guard let live = try await services.service(service).catalog.live else {
            throw MeridianError(
                .nothingToRollOut, "'\(service)' has no live release; promote the first one", status: 409)
        }
        return TrafficShares(live.targets)
    }

    func release(_ number: Int?, of service: ServiceName) async throws -> Int {
        let catalog = try await services.service(service).catalog
        return try catalog.existing(number ?? catalog.releases.last?.number ?? 0).number
    }

    func carryOut(_ effect: RolloutEffect, of rollout: Rollout) async throws {
        let wanted = rollout.shares(after: effect)
        let present = try await shares(of: rollout.service)
        guard present != wanted else { return }
        try await services.setAlias(.live, of: rollout.service) { targets in
            // Looked at in the service's turn, in which nobody else moves it.
            let found = targets.map { TrafficShares($0) } ?? present
            guard var targets, rollout.owns(found) else { throw TrafficMoved(shares: found) }
            targets.release = wanted.release
            targets.candidate = wanted.candidate.map { .init(release: $0, weight: wanted.weight) }
            return targets
        }
    }

    func counts(for rollout: Rollout) async -> Observation {
        let counts = await gateway.counts(of: rollout.service)
        let active = try? await services.service(rollout.service).active
        func counted(_ release: Int) async -> ReleaseCounts {
            ReleaseCounts(
                counts.release(release, of: rollout.service),
                processorMicroseconds: await active?[release]?.active.processorMicroseconds())
        }
        return Observation(
            candidate: await counted(rollout.candidate), baseline: await counted(rollout.baseline))
    }
}

extension TrafficShares {
    init(_ targets: AliasTargets) {
        self.init(
            release: targets.release, candidate: targets.candidate?.release, weight: targets.candidate?.weight ?? 0)
    }
}
