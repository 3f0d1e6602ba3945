import MeridianCore
import Persistence

/// How many calls of a function may be under way. A function that takes no more gets half as many and a pause; with each
/// that it takes there is one more (additive increase, multiplicative decrease: D. Chiu, R. Jain, 1989).
struct DeliveryFlow: Sendable {
    private static let firstPause = Duration.milliseconds(100)
    private static let longestPause = Duration.seconds(30)

    private(set) var window: Int
    private(set) var limit: Int
    /// Nothing is begun before.
    private(set) var pausedUntil: Timestamp?
    private var refusals = 0

    init(limit: Int) {
        self.limit = max(limit, 1)
        window = self.limit
    }

    mutating func setLimit(_ limit: Int) {
        guard limit != self.limit else { return }
        let wasOpen = window == self.limit
        self.limit = max(limit, 1)
        window = wasOpen ? self.limit : min(window, self.limit)
    }

    /// The function worked on an event, whatever came of it.
    mutating func taken() {
        refusals = 0
        window = min(window + 1, limit)
    }

    /// - Returns: Until when nothing is begun; `nil` when something may be.
    func pause(at now: Timestamp) -> Timestamp? {
        pausedUntil.flatMap { $0 > now ? $0 : nil }
    }

    /// The function could not take an event.
    /// - Parameter wish: How long it wants to be left alone.
    /// - Returns: When to try again.
    mutating func refused(at now: Timestamp, _ wish: Duration?) -> Timestamp {
        // Calls that were under way together are refused together, and count once.
        if let pausedUntil, now < pausedUntil { return pausedUntil }
        let pauses = BackOff(first: Self.firstPause, longest: Self.longestPause)
        refusals += 1
        window = max(window / 2, 1)
        let end = now.advanced(by: min(max(wish ?? .zero, pauses.bound(after: refusals)), Self.longestPause))
        pausedUntil = end
        return end
    }
}
