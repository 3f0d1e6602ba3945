/// Compares two growing samples with ``RankTest`` when there are enough of each, and again whenever there are twice as
/// many.
///
/// Each look may raise a false alarm; the k-th has α/(k·(k + 1)) of the probability, so that all of them together have α
/// at most, however long the step takes.
struct RankLooks: Hashable, Sendable, Codable {
    struct Look: Hashable, Sendable, Codable {
        var samples: Int
        var alpha: Double
        var ranks: RankTest

        /// What it says, but for the words.
        var verdict: Verdict {
            if ranks.pValue < alpha { return .fail }
            return ranks.superiority <= 0.5 ? .pass : .inconclusive
        }
    }

    private var looks = 0
    private(set) var last: Look?

    init() {}

    /// Looks if it is time to.
    /// - Parameters:
    ///   - samples: The fewest of each to compare.
    ///   - alpha: The probability to find the candidate's larger when they are not, over all looks.
    ///   - tolerance: By how much they may be larger.
    mutating func observe(
        _ candidate: Distribution, against baseline: Distribution, samples: Int, alpha: Double, tolerance: Tolerance
    ) {
        let count = min(candidate.count, baseline.count)
        guard count >= samples, count >= 2 * (last?.samples ?? 0),
            let ranks = RankTest(candidate, against: baseline, tolerance: tolerance)
        else { return }
        looks += 1
        last = Look(samples: count, alpha: alpha / Double(looks * (looks + 1)), ranks: ranks)
    }
}
