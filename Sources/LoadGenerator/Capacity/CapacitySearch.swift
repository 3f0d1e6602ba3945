/// Looks for the highest rate at which a goal is reached: twice as much each time until it is missed, then halfway
/// between what was reached and what was missed, then what was found once more and longer. A rate that does not hold
/// then is followed by one a little lower.
///
/// A pure value: it says what to try, and is told what came of it.
public struct CapacitySearch: Sendable {
    /// A rate to try.
    public struct Trial: Sendable, Equatable {
        /// Requests a second.
        public var rate: Double
        /// To be tried longer than others.
        public var isConfirmation: Bool
    }

    public enum Outcome: Sendable, Equatable {
        /// The highest rate that was confirmed, in requests a second.
        case found(Double)
        /// The goal was missed at the lowest rate.
        case missed
    }

    private enum Phase {
        case doubling, halving, confirming, over(Outcome)
    }

    private let least: Double
    private let most: Double
    private let precision: Double
    /// The highest rate that reached the goal, and the lowest that missed it.
    private var reached: Double?
    private var missed: Double?
    private var phase = Phase.doubling
    private var rate: Double

    /// - Parameters:
    ///   - least: The first rate, in requests a second; more than 0.
    ///   - most: The highest that is tried.
    ///   - precision: How close the rates that reach and miss the goal come, as a share of the rate; more than 0.
    public init(from least: Double, to most: Double, precision: Double = 0.05) {
        self.least = least
        self.most = max(least, most)
        self.precision = precision
        rate = least
    }

    /// `nil` when the search is over.
    public var next: Trial? {
        switch phase {
        case .doubling, .halving: Trial(rate: rate, isConfirmation: false)
        case .confirming: Trial(rate: rate, isConfirmation: true)
        case .over: nil
        }
    }

    /// `nil` as long as it goes on.
    public var outcome: Outcome? {
        if case .over(let outcome) = phase { outcome } else { nil }
    }

    /// Notes what came of ``next``.
    public mutating func record(isMet: Bool) {
        switch phase {
        case .doubling, .halving:
            if isMet { reached = rate } else { missed = rate }
            choose()
        case .confirming:
            if isMet {
                phase = .over(.found(rate))
            } else {
                lower()
            }
        case .over: break
        }
    }

    private mutating func choose() {
        guard let missed else {
            // Nothing was missed yet.
            guard rate < most else { return confirm(rate) }
            rate = min(rate * 2, most)
            return
        }
        guard let reached else {
            phase = .over(.missed)
            return
        }
        phase = .halving
        guard missed - reached > precision * missed else { return confirm(reached) }
        rate = (reached + missed) / 2
    }

    private mutating func confirm(_ rate: Double) {
        self.rate = rate
        phase = .confirming
    }

    /// What was reached once does not hold.
    private mutating func lower() {
        let lower = rate * (1 - precision)
        if lower < least, rate > least {
            rate = least
        } else if lower < least {
            phase = .over(.missed)
        } else {
            rate = lower
        }
    }
}
