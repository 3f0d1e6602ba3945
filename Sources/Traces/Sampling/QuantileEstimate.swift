/// Follows a high quantile of a stream in two words: a step up for each value above it, a small one down for each below,
/// so that it rests where the quantile is (Q. Ma, S. Muthukrishnan, M. Sandler, "Frugal Streaming for Estimating
/// Quantiles", 2013; here the steps are in proportion to the estimate).
struct QuantileEstimate: Sendable {
    private static let step = 0.05

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
            value *= 1 + Self.step * quantile
        } else {
            value *= 1 - Self.step * (1 - quantile)
        }
    }

    /// `nil` before there were enough values to tell.
    var estimate: Int64? { count < 200 ? nil : Int64(value) }
}
