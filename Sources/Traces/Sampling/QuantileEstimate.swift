/// Follows a high quantile of a stream in two words: a step up for each value above it, a small one down for each below,
/// so that it rests where the quantile is (Q. Ma, S. Muthukrishnan, M. Sandler, "Frugal Streaming for Estimating
/// Quantiles", 2013; here the steps are in proportion to the estimate).
///
/// Steps are large at first and become small: the first value of a function is that of a cold start, and by small steps
/// alone nothing would be above the estimate for thousands of values.
struct QuantileEstimate: Sendable {
    private static let smallestStep = 0.05
    /// Values after which the step is half of what it was at first.
    private static let halving = 100.0

    let quantile: Double
    private(set) var count = 0
    private var value = 0.0

    init(quantile: Double = 0.99) {
        self.quantile = quantile
    }

    mutating func add(_ sample: Int64) {
        let sample = Double(max(1, sample))
        count += 1
        if count == 1 {
            value = sample
        } else if sample > value {
            value *= 1 + step * quantile
        } else {
            value *= 1 - step * (1 - quantile)
        }
    }

    private var step: Double { max(Self.smallestStep, 1 / (1 + Double(count) / Self.halving)) }

    /// `nil` before there were enough values to tell.
    var estimate: Int64? { count < 200 ? nil : Int64(value) }
}
