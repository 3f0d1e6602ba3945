import MeridianCore

/// Which time a chart is of, and in what steps.
struct MetricsRange: Equatable {
    /// Seconds since 1970.
    var seconds: Range<Int64>
    var step: Int64

    /// Points that one answer has at most, as at Prometheus.
    static let mostPoints: Int64 = 11_000
    /// Seconds that are kept.
    static let keptSeconds: Int64 = 3_600
    private static let wantedPoints: Int64 = 120
    private static let steps: [Int64] = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 86_400]

    /// - Parameters:
    ///   - since: A moment, or a time before now; an hour when left out.
    ///   - until: The same; now when left out.
    ///   - step: A time; otherwise such that there are about a hundred points.
    ///   - now: Seconds since 1970.
    /// - Throws: ``ErrorCode/badMetricsRange`` with status 400.
    init(since: String?, until: String?, step: String?, now: Int64) throws(MeridianError) {
        let end = try until.map { text throws(MeridianError) in try Self.moment("until", text, now) } ?? now
        let start = try since.map { text throws(MeridianError) in try Self.moment("since", text, now) } ?? end - 3_600
        guard start < end else {
            throw Self.bad("since, \(Timestamp(milliseconds: start * 1_000)), is not before until")
        }
        seconds = start..<end
        if let step {
            guard let wanted = Self.time(step), wanted >= 1 else {
                throw Self.bad("'step=\(step)' is no time such as 10s, 5m or 1h")
            }
            self.step = wanted
        } else {
            let fitting = Self.steps.first { (end - start) / $0 <= Self.wantedPoints } ?? 86_400
            self.step = start < now - Self.keptSeconds ? max(60, fitting) : fitting
        }
        guard (end - start) / self.step <= Self.mostPoints else {
            throw Self.bad(
                "steps of \(self.step) s make \((end - start) / self.step) points; \(Self.mostPoints) are the most")
        }
        guard self.step % 60 == 0 || start >= now - Self.keptSeconds - 60 else {
            throw Self.bad(
                "before the last hour only whole minutes are kept, so 'step' is to be 60s or a multiple of it")
        }
    }

    /// Whether it is made of seconds; otherwise of minutes.
    var isOfSeconds: Bool { step % 60 != 0 }

    private static func moment(_ name: String, _ text: String, _ now: Int64) throws(MeridianError) -> Int64 {
        if let time = Timestamp(text) { return time.milliseconds / 1_000 }
        guard let ago = time(text) else {
            throw bad("'\(name)=\(text)' is neither a moment such as 2030-05-04T12:00:00Z nor a time such as 15m or 6h")
        }
        return now - ago
    }

    /// For example `90s`, `15m`, `6h`, `2d`, or a number of seconds.
    private static func time(_ text: String) -> Int64? {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        let unit = text.last.flatMap { units[$0] }
        guard let number = Int64(unit == nil ? text[...] : text.dropLast()), (0...100_000_000).contains(number) else {
            return nil
        }
        return number * (unit ?? 1)
    }

    private static func bad(_ message: String) -> MeridianError {
        MeridianError(.badMetricsRange, message, status: 400)
    }
}
