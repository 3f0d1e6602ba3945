import MeridianCore
import Telemetry

/// Where a followed log is: the time of its last line and how many lines of that millisecond were sent. As the id of an
/// event it is `MILLISECONDS-COUNT`.
struct LogPosition: Equatable, Sendable, LosslessStringConvertible {
    private(set) var time: Timestamp
    private(set) var count: Int

    /// Before the first line.
    init() {
        time = Timestamp(milliseconds: 0)
        count = 0
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let milliseconds = Int64(parts[0]), let count = Int(parts[1]), milliseconds >= 0,
            count >= 0
        else { return nil }
        self.time = Timestamp(milliseconds: milliseconds)
        self.count = count
    }

    var description: String { "\(time.milliseconds)-\(count)" }

    mutating func pass(_ entry: LogEntry) {
        count = entry.time == time ? count + 1 : 1
        time = entry.time
    }
}

/// Leaves out the lines that a reader has who comes again.
struct LogResumption: Sendable {
    private let time: Timestamp
    private var left: Int

    init(after position: LogPosition) {
        time = position.time
        left = position.count
    }

    mutating func isKnown(_ entry: LogEntry) -> Bool {
        guard entry.time == time, left > 0 else { return entry.time < time }
        left -= 1
        return true
    }
}
