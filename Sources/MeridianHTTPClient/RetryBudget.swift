import Synchronization

/// Lets retries be only a part of all calls of a client, so that they don't keep a struggling service down.
final class RetryBudget: Sendable {
    /// How many retries can be saved up.
    private static let most = 10.0

    private let earned: Double
    private let saved = Mutex(most)

    /// - Parameter earned: The retries that each call earns.
    init(earned: Double) {
        self.earned = earned
    }

    func earn() {
        saved.withLock { $0 = min($0 + earned, Self.most) }
    }

    func spend() -> Bool {
        saved.withLock { saved in
            guard saved >= 1 else { return false }
            saved -= 1
            return true
        }
    }
}
