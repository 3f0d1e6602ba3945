import NIOCore

/// Beyond what can even be turned away. An event loop that comes to its work much later than it was to has more sockets
/// to read than it can: then none is read for as long as it was late, so that at least half of its time goes to requests
/// that it has taken. What clients send meanwhile waits in the system, which holds them back.
///
/// A pure value that is told the time.
struct SecondLine {
    enum Change: Equatable {
        case pause, resume
    }

    /// How often it is looked, while anything is read.
    static let tick = TimeAmount.milliseconds(20)
    static let longestPause = TimeAmount.milliseconds(250)

    /// How late is too late.
    let limit: TimeAmount
    private var pausedUntil: NIODeadline?

    init(limit: TimeAmount) {
        self.limit = limit
    }

    var isPaused: Bool { pausedUntil != nil }

    /// - Parameter due: When this was to be called.
    /// - Returns: What is to be done now; `nil` for nothing new.
    mutating func look(due: NIODeadline, now: NIODeadline) -> Change? {
        if let until = pausedUntil {
            guard now >= until else { return nil }
            pausedUntil = nil
            return .resume
        }
        let late = now - due
        guard late > limit else { return nil }
        pausedUntil = now + min(max(late, Self.tick), Self.longestPause)
        return .pause
    }
}
