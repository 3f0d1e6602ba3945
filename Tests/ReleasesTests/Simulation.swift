import Foundation
import JSONCodec
import MeridianCore
import NIOCore
import Releases
import TestSupport

/// A service under load whose releases behave as told, and a rollout on it, second by second.
struct Simulation {
    struct Behavior {
        var errorRatio = 0.001
        /// Latencies are multiplied by it.
        var slowness = 1.0
        /// Processor time a request is multiplied by it.
        var cost = 1.0
    }

    /// Of each release and second; more would only take longer.
    private static let mostLatencies = 25
    private static let start = Timestamp("2026-03-01T09:00:00Z")!
    /// 512 latencies of a log-normal distribution with a median of 10 ms, in nanoseconds.
    private static let latencies: [Double] = {
        var generator = SeededGenerator(seed: 512)
        return (0..<512).map { _ in
            // Twelve uniform numbers add up to something close to a normal distribution.
            let normal = (0..<12).reduce(-6.0) { sum, _ in sum + .random(in: 0..<1, using: &generator) }
            return 10_000_000 * exp(0.5 * normal)
        }
    }()

    private(set) var rollout: Rollout
    /// What the gateway would go by.
    private(set) var weight = 0
    private(set) var second = 0
    var requestsPerSecond: Int
    var baseline = Behavior()
    var candidate = Behavior()
    private let seed: UInt64

    init(_ plan: RolloutPlan, requestsPerSecond: Int = 1_000, seed: UInt64) throws {
        rollout = try Rollout(
            id: 1, service: ServiceName("shop")!, candidate: 2, baseline: 1, plan: plan, at: Self.start)
        self.requestsPerSecond = requestsPerSecond
        self.seed = seed
    }

    var now: Timestamp { Timestamp(milliseconds: Self.start.milliseconds + Int64(second) * 1_000) }

    /// Goes on until the rollout is over, waits for a person, or the time is.
    mutating func run(seconds: Int) {
        let end = second + seconds
        while second < end, !rollout.phase.isOver, rollout.phase != .awaitingApproval { pass() }
    }

    mutating func pass() {
        observe()
        carryOut()
    }

    mutating func observe() {
        second += 1
        rollout.observe(traffic(), at: now)
        rollout.advance(at: now)
    }

    mutating func carryOut() {
        while let effect = rollout.effect {
            apply(effect)
            rollout.carriedOut(effect, at: now)
            rollout.advance(at: now)
        }
    }

    mutating func apply(_ effect: RolloutEffect) {
        weight =
            switch effect {
            case .setWeight(let weight): weight
            case .promote: 100
            case .rollBack: 0
            }
    }

    mutating func act(_ action: (inout Rollout, Timestamp) throws -> Void) rethrows {
        try action(&rollout, now)
        carryOut()
    }

    /// The process dies: what is not in the document is gone.
    mutating func restart(from document: ByteBuffer) throws {
        rollout = try JSON.decode(Rollout.self, from: document)
    }

    var document: ByteBuffer {
        get throws { try JSON.encode(rollout) }
    }

    /// The same for the same second and weight.
    private func traffic() -> Observation {
        var generator = SeededGenerator(seed: seed << 32 | UInt64(second))
        let mine = Self.hits(of: requestsPerSecond, Double(weight) / 100, &generator)
        return Observation(
            candidate: counts(mine, candidate, &generator),
            baseline: counts(requestsPerSecond - mine, baseline, &generator))
    }

    private func counts(_ requests: Int, _ behavior: Behavior, _ generator: inout SeededGenerator) -> ReleaseCounts {
        let latencies = (0..<min(requests, Self.mostLatencies)).map { _ in
            let drawn = Self.latencies[Int(generator.next() >> 55)]
            return (value: Int64(drawn * behavior.slowness), count: 1)
        }
        return ReleaseCounts(
            requests: requests, errors: Self.hits(of: requests, behavior.errorRatio, &generator),
            latency: Distribution(latencies),
            processorMicroseconds: processorTime(of: requests, behavior, &generator))
    }

    /// What instances use for themselves, and for each request; it varies by a fifth either way from second to second.
    private func processorTime(
        of requests: Int, _ behavior: Behavior, _ generator: inout SeededGenerator
    ) -> UInt64 {
        let request = 200 * behavior.cost * .random(in: 0.8..<1.2, using: &generator)
        return UInt64(2_000 + Double(requests) * request)
    }

    /// A draw from the binomial distribution, by the distances between hits (L. Devroye, "Non-Uniform Random Variate
    /// Generation", 1986, X.4.3).
    private static func hits(of count: Int, _ probability: Double, _ generator: inout SeededGenerator) -> Int {
        guard probability > 0 else { return 0 }
        guard probability <= 0.5 else { return count - hits(of: count, 1 - probability, &generator) }
        var hits = 0
        var position = 0
        while true {
            let distance = log(Double(generator.next() >> 11 | 1) / Double(1 << 53)) / log(1 - probability)
            position += 1 + Int(min(distance, 1e9))
            guard position <= count else { return hits }
            hits += 1
        }
    }
}
