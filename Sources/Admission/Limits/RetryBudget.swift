/// Lets no more be tried again than a part of what is tried first, so that a failure can't multiply its own load.
///
/// Every first try earns a part of a retry. What is saved up is bounded, and a few are free, so that a caller with few
/// requests may retry too.
public struct RetryBudget: Sendable {
    /// Retries for each first try.
    var ratio: Double
    private let most: Double
    private var saved: Double

    /// - Parameters:
    ///   - ratio: Retries for each first try.
    ///   - free: Retries that need not be earned.
    ///   - most: What can be saved up.
    public init(ratio: Double = 0.1, free: Double = 10, most: Double = 100) {
        self.ratio = ratio
        self.most = max(most, free)
        saved = free
    }

    public mutating func firstTry() {
        saved = min(saved + ratio, most)
    }

    /// - Returns: Whether a retry may be sent; then it is paid for.
    public mutating func retry() -> Bool {
        // Ten tenths may sum up to a little less than one.
        guard saved >= 1 - 1e-9 else { return false }
        saved -= 1
        return true
    }

    mutating func giveBack() {
        saved = min(saved + 1, most)
    }
}
