import Glibc

/// Draws that repeat (SplitMix64; Box and Muller, 1958; for many at once a normal in place of the Poisson distribution).
struct LoadDraw {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// Between 0 and 1, neither of them.
    mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return (Double((mixed ^ (mixed >> 31)) >> 11) + 0.5) / 9_007_199_254_740_992
    }

    mutating func normal() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()) }

    /// A log-normal duration around a median, in nanoseconds.
    mutating func duration(milliseconds: Double) -> Int64 { Int64(milliseconds * 1e6 * exp(0.5 * normal())) }

    /// How many requests come where `mean` are expected.
    mutating func count(mean: Double) -> Int {
        guard mean < 50 else { return max(0, Int((mean + normal() * mean.squareRoot()).rounded())) }
        let limit = exp(-mean)
        var product = uniform()
        var count = 0
        while product > limit {
            count += 1
            product *= uniform()
        }
        return count
    }
}
