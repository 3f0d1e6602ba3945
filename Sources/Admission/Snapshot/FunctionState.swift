import Synchronization

/// What goes on in one function, over all event loops and from one set of rules to the next.
final class FunctionState: Sendable {
    struct Load {
        /// Admitted and not begun.
        var waiting = 0
        var running = 0
        var share = FairShare()
        var retries = RetryBudget(most: 20)
        /// What passes, counted only where another function's rule asks for it.
        var passed = RateWindow()
        /// The limit that ``AdaptiveRule`` finds, with the rule that it was made from.
        var adaptive: (rule: AdaptiveRule, limit: GradientLimit)?

        /// - Parameter ratio: Retries for each first try. A little less is earned, since what was saved comes on top.
        mutating func allowRetries(_ ratio: Double) { retries.ratio = 0.95 * ratio }

        mutating func limit(_ rule: AdaptiveRule) -> GradientLimit {
            if let adaptive, adaptive.rule == rule { return adaptive.limit }
            let limit = GradientLimit(initial: rule.initial, lowest: rule.lowest, highest: rule.highest)
            adaptive = (rule, limit)
            return limit
        }
    }

    let load = Mutex(Load())
}
