import MeridianCore

/// How far local time is ahead of UTC, which changes with daylight saving.
public struct ZoneOffset: Sendable {
    private let seconds: @Sendable (Int64) -> Int64

    /// - Parameter seconds: From seconds since 1970 in UTC to seconds ahead of it.
    public init(_ seconds: @escaping @Sendable (Int64) -> Int64) {
        self.seconds = seconds
    }

    public static let utc = ZoneOffset { _ in 0 }

    func callAsFunction(_ time: Int64) -> Int64 { seconds(time) }
}

extension CronExpression {
    /// The first moment after `time` at which the schedule is due, its fields taken as local time.
    ///
    /// A time that is skipped when clocks go forward is due when they have gone; a time that comes twice when they go
    /// back is due the first time, unless the schedule is for every hour, which goes on through both.
    /// - Parameter time: Seconds since 1970-01-01T00:00:00Z.
    func next(after time: Int64, in offset: ZoneOffset) -> Int64? {
        let everyHour: UInt64 = (1 << 24) - 1
        var local = time + offset(time)
        // Each round takes the next local time; only those of one hour that came before are passed over.
        while let candidate = next(after: local) {
            let moment: Int64
            if hours & everyHour == everyHour, candidate - local <= 3_600 {
                moment = candidate - offset(time)
            } else {
                moment = utc(of: candidate, offset)
            }
            if moment > time { return moment }
            local = candidate
        }
        return nil
    }

    /// The first moment with a local time, or where it is skipped, the one that would have been it without the change.
    private func utc(of local: Int64, _ offset: ZoneOffset) -> Int64 {
        let day: Int64 = 86_400
        let (before, after) = (offset(local - day), offset(local + day))
        let first = local - max(before, after)
        if offset(first) == local - first { return first }
        let second = local - min(before, after)
        if offset(second) == local - second { return second }
        return local - before
    }
}
