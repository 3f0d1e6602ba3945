/// Lets requests go one after the other at an even distance; those that come early wait for their turn.
struct Pacer: Sendable {
    private var last: Nanoseconds = .min
    private var distance: Nanoseconds = 0

    /// - Parameters:
    ///   - distance: Between two requests.
    ///   - longestWait: Beyond it a request gets no turn.
    /// - Returns: When the request may go, `now` or later; `nil` when that is too far off.
    mutating func turn(distance: Nanoseconds, longestWait: Nanoseconds, now: Nanoseconds) -> Nanoseconds? {
        let earliest = last == .min ? now : last.addingReportingOverflow(distance).partialValue
        let turn = max(earliest, now)
        guard turn - now <= longestWait else { return nil }
        self.distance = distance
        last = turn
        return turn
    }

    /// Takes back the turn that was given last.
    mutating func giveBack() {
        if last != .min { last -= distance }
    }

    /// How long until a request would get a turn.
    func timeUntilTurn(distance: Nanoseconds, longestWait: Nanoseconds, now: Nanoseconds) -> Nanoseconds {
        last == .min ? 0 : max(last + distance - longestWait - now, 0)
    }
}
