#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The test of H. B. Mann and D. R. Whitney ("On a Test of Whether one of Two Random Variables is Stochastically Larger
/// than the Other", Annals of Mathematical Statistics 18, 1947), with the normal distribution and the correction for
/// ties: var U = n·m/12·(N + 1 − Σ(t³ − t)/(N·(N − 1))).
struct RankTest: Hashable, Sendable, Codable {
    /// How often a value of the candidate is larger than one of the baseline, of all pairs; ties count half.
    /// It is U/(n·m).
    var superiority: Double
    /// Of U.
    var variance: Double
    /// The probability to find the candidate this much larger when both are alike.
    var pValue: Double

    /// - Parameter tolerance: What is larger by less does not count.
    /// - Returns: `nil` when one of the two is empty.
    init?(_ candidate: Distribution, against baseline: Distribution, tolerance: Tolerance = Tolerance()) {
        let (n, m) = (Double(candidate.count), Double(baseline.count))
        guard n > 0, m > 0 else { return nil }
        let total = n + m
        var larger = 0.0
        var ties = 0.0
        var below = 0.0
        var (left, right) = (0, 0)
        while left < candidate.values.count || right < baseline.values.count {
            let mine = left < candidate.values.count ? Double(candidate.values[left]) : .infinity
            let theirs = right < baseline.values.count ? tolerance.largest(for: baseline.values[right]) : .infinity
            var (here, there) = (0.0, 0.0)
            if mine <= theirs {
                here = Double(candidate.counts[left])
                left += 1
            }
            if theirs <= mine {
                there = Double(baseline.counts[right])
                right += 1
            }
            larger += here * (below + there / 2)
            below += there
            let tied = here + there
            ties += tied * tied * tied - tied
        }
        superiority = larger / (n * m)
        variance = n * m / 12 * (total + 1 - (total > 1 ? ties / (total * (total - 1)) : 0))
        // The correction for continuity: U goes in steps of a half or one.
        let distance = larger - n * m / 2 - 0.5
        pValue = variance > 0 ? erfc(distance / (2 * variance).squareRoot()) / 2 : 1
    }
}
