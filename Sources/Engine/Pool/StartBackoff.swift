import NIOCore

/// Spaces out starts after crashes: the first is followed at once, then 100 ms, doubling up to ten seconds.
/// An instance that becomes ready and answers ends the series.
struct StartBackoff {
    private static let first = TimeAmount.milliseconds(100)
    private static let longest = TimeAmount.seconds(10)

    private(set) var crashes = 0
    private(set) var earliestStart = NIODeadline.uptimeNanoseconds(0)

    mutating func crashed(now: NIODeadline) {
        crashes += 1
        guard crashes > 1 else { return }
        let doublings = min(crashes - 2, 10)
        earliestStart = now + min(Self.first * (1 << doublings), Self.longest)
    }

    mutating func succeeded() {
        crashes = 0
        earliestStart = .uptimeNanoseconds(0)
    }

    func allowsStart(now: NIODeadline) -> Bool { now >= earliestStart }

    func remaining(now: NIODeadline) -> TimeAmount {
        now >= earliestStart ? .zero : earliestStart - now
    }
}
