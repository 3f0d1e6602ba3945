/// How much larger the values of the candidate may be than those of the baseline.
struct Tolerance: Hashable, Sendable {
    /// Of the baseline's value: 0.25 is a quarter.
    var ratio = 0.0
    /// In any case, in the unit of the values.
    var least = 0.0

    /// The largest value of the candidate that is tolerated beside one of the baseline. It grows with it, so that ranks
    /// stay as they are.
    func largest(for value: Int64) -> Double {
        max(Double(value) * (1 + ratio), Double(value) + least)
    }
}
