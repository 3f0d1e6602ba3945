import TestSupport
import Testing

@testable import Releases

/// Against the distribution of U over every way to deal the same values out.
@Suite struct RankTestTests {
    private func distribution(_ values: [Int64]) -> Distribution {
        Distribution(values.map { (value: $0, count: 1) })
    }

    /// By definition: pairs in which the candidate is larger, ties half.
    private func pairs(_ candidate: [Int64], _ baseline: [Int64]) -> Double {
        candidate.reduce(0) { sum, mine in
            sum + baseline.reduce(0) { $0 + (mine > $1 ? 1 : mine == $1 ? 0.5 : 0) }
        }
    }

    private func deals(_ pool: [Int64], candidates: Int) -> [Double] {
        (0..<1 << pool.count).filter { $0.nonzeroBitCount == candidates }.map { mask in
            let candidate = pool.indices.filter { mask >> $0 & 1 == 1 }.map { pool[$0] }
            let baseline = pool.indices.filter { mask >> $0 & 1 == 0 }.map { pool[$0] }
            return pairs(candidate, baseline)
        }
    }

    @Test(
        arguments: [
            (Array(1...12), 6),
            ([1, 1, 2, 2, 2, 3, 4, 4, 5, 6, 6, 6], 5),
            ([1, 1, 1, 1, 2, 2, 2, 2, 2, 3], 4),
            ([7, 7, 7, 7, 7, 7, 7, 8], 3),
        ] as [([Int64], Int)])
    func varianceIsThatOfAllDeals(pool: [Int64], candidates: Int) throws {
        let all = deals(pool, candidates: candidates)
        let mean = all.reduce(0, +) / Double(all.count)
        let variance = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count)
        let test = try #require(
            RankTest(
                distribution(Array(pool.prefix(candidates))),
                against: distribution(Array(pool.dropFirst(candidates)))))
        #expect(abs(mean - Double(candidates * (pool.count - candidates)) / 2) < 1e-9)
        #expect(abs(test.variance - variance) < 1e-9)
    }

    @Test func superiorityAndProbabilityAreThoseOfAllDeals() throws {
        var generator = SeededGenerator(seed: 18)
        for _ in 0..<20 {
            let pool = (0..<14).map { _ in Int64.random(in: 1...12, using: &generator) }
            let candidate = Array(pool.prefix(7))
            let baseline = Array(pool.dropFirst(7))
            let test = try #require(RankTest(distribution(candidate), against: distribution(baseline)))
            let statistic = pairs(candidate, baseline)
            #expect(abs(test.superiority - statistic / 49) < 1e-12)
            let all = deals(pool, candidates: 7)
            let exact = Double(all.count { $0 >= statistic }) / Double(all.count)
            #expect(abs(test.pValue - exact) < 0.025, "\(pool): \(test.pValue), exactly \(exact)")
        }
    }

    @Test func whatIsLargerByARatioIsTolerated() throws {
        let tolerance = Tolerance(ratio: 0.25)
        let baseline = distribution(Array(100..<200))
        let alike = try #require(
            RankTest(distribution((100..<200).map { $0 * 5 / 4 }), against: baseline, tolerance: tolerance))
        #expect(alike.pValue > 0.4)
        let slower = try #require(
            RankTest(distribution((100..<200).map { $0 * 2 }), against: baseline, tolerance: tolerance))
        #expect(slower.pValue < 1e-6)
        let faster = try #require(
            RankTest(distribution((50..<150).map { $0 }), against: baseline, tolerance: tolerance))
        #expect(faster.pValue > 0.999)
    }

    @Test func whatIsLargerByLittleIsToleratedWhateverTheRatio() throws {
        let tolerance = Tolerance(ratio: 0.25, least: 1_000)
        let small = distribution(Array(100..<200))
        let alike = try #require(
            RankTest(distribution((100..<200).map { $0 + 1_000 }), against: small, tolerance: tolerance))
        #expect(alike.superiority == 0.5)
        let slower = try #require(
            RankTest(distribution((100..<200).map { $0 + 1_200 }), against: small, tolerance: tolerance))
        #expect(slower.pValue < 1e-6)
        let large = distribution((0..<100).map { 100_000 + 4 * $0 })
        let ratio = try #require(
            RankTest(distribution((0..<100).map { 125_000 + 5 * $0 }), against: large, tolerance: tolerance))
        #expect(ratio.superiority == 0.5)
    }

    @Test func nothingCanBeToldOfNothing() throws {
        #expect(RankTest(Distribution(), against: distribution([1])) == nil)
        #expect(RankTest(distribution([1]), against: Distribution()) == nil)
        let tied = try #require(RankTest(distribution([5, 5]), against: distribution([5, 5, 5])))
        #expect(tied.pValue == 1)
        #expect(tied.superiority == 0.5)
    }
}
