import Foundation
import TestSupport
import Testing

@testable import Releases

@Suite struct ErrorTestTests {
    private static let settings = JudgeSettings.Errors()

    private func observation(_ candidate: (Int, Int), _ baseline: (Int, Int)) -> Observation {
        Observation(
            candidate: ReleaseCounts(requests: candidate.0, errors: candidate.1),
            baseline: ReleaseCounts(requests: baseline.0, errors: baseline.1))
    }

    private func binomial(_ count: Int, _ hits: Int) -> Double {
        (0..<hits).reduce(1) { $0 * Double(count - $1) / Double($1 + 1) }
    }

    @Test func aloneItIsTheRatioOfTheLikelihoods() {
        let (p0, p1) = (Self.settings.p0, Self.settings.p1)
        for (requests, errors) in [(0, 0), (1, 0), (1, 1), (10, 3), (200, 7)] {
            var ratio = 1.0
            for request in 0..<requests { ratio *= request < errors ? p1 / p0 : (1 - p1) / (1 - p0) }
            let counts = ReleaseCounts(requests: requests, errors: errors)
            #expect(abs(exp(ErrorTest.alone(counts, Self.settings)) - ratio) < 1e-9 * max(1, ratio))
        }
    }

    /// The probability to cross a bound, by following every path; Wald's inequalities bound it.
    @Test(arguments: [(0.001, true), (0.02, false)]) func waldsBoundsHold(ratio: Double, crossesUpper: Bool) {
        let (lower, upper) = ErrorTest.bounds(Self.settings)
        var paths: [Int: Double] = [0: 1]
        var crossed = (lower: 0.0, upper: 0.0)
        for requests in 1...3_000 {
            var next: [Int: Double] = [:]
            for (errors, probability) in paths {
                for (more, chance) in [(0, 1 - ratio), (1, ratio)] {
                    let value = ErrorTest.alone(
                        ReleaseCounts(requests: requests, errors: errors + more), Self.settings)
                    switch value {
                    case upper...: crossed.upper += probability * chance
                    case ...lower: crossed.lower += probability * chance
                    default: next[errors + more, default: 0] += probability * chance
                    }
                }
            }
            paths = next
        }
        let wrong = crossesUpper ? crossed.upper : crossed.lower
        let allowed =
            crossesUpper
            ? Self.settings.alpha / (1 - Self.settings.beta) : Self.settings.beta / (1 - Self.settings.alpha)
        #expect(wrong > 0 && wrong <= allowed)
        #expect(crossed.lower + crossed.upper > 0.999)
    }

    /// Dealt out by chance, the ratio is 1 on average at most: then it seldom becomes large (Ville).
    @Test(arguments: [(1, 9), (5, 5), (9, 1), (100, 9_900)]) func againstAnotherItIsFair(candidate: Int, baseline: Int)
    {
        for errors in 1...min(6, candidate + baseline) {
            var mean = 0.0
            for mine in max(0, errors - baseline)...min(errors, candidate) {
                // The hypergeometric distribution.
                let probability =
                    binomial(candidate, mine) * binomial(baseline, errors - mine)
                    / binomial(candidate + baseline, errors)
                var test = ErrorTest()
                test.observe(observation((candidate, mine), (baseline, errors - mine)))
                mean += probability * exp(test.worse)
            }
            #expect(mean <= 1 + 1e-9)
            // Among many requests it makes no difference that the errors are drawn without repetition.
            if baseline > 1_000 { #expect(mean > 0.9) }
        }
    }

    @Test func whatBothHaveInCommonDoesNotCount() {
        var test = ErrorTest()
        for _ in 0..<20 { test.observe(observation((100, 30), (900, 270))) }
        #expect(test.worse < 0)
        #expect(test.slightlyWorse < 0)
    }

    @Test func whatTheCandidateAloneDoesCounts() {
        var test = ErrorTest()
        test.observe(observation((40, 1), (4_000, 0)))
        #expect(test.worse < -log(Self.settings.alpha))
        test.observe(observation((10, 1), (990, 0)))
        #expect(test.worse >= -log(Self.settings.alpha))
    }

    @Test func withoutTheOtherReleaseThereIsNoComparison() {
        var test = ErrorTest()
        test.observe(observation((100, 50), (0, 0)))
        test.observe(observation((0, 0), (100, 50)))
        #expect(test == ErrorTest())
    }
}
