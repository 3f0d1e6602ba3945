public import MeridianCore

/// What was measured in each second of the last hour, and what each minute comes to. Told the time.
public struct TimeSeries: Sendable {
    /// A minute that is over.
    public struct Minute: Sendable, Equatable {
        /// Minutes since 1970.
        public var number: Int64
        public var points: [SeriesKey: MetricPoint]
    }

    /// Seconds that ``sums(ofLast:)`` reaches back.
    public static let liveSeconds = 60

    private let keptMinutes: Int64
    private let byteLimit: Int
    private var rings: [SeriesKey: SecondRing] = [:]
    private var current: Minute?
    /// The newest seconds as they came, oldest first.
    private var newest: [(second: Int64, points: [SeriesKey: MetricPoint])] = []
    public private(set) var byteCount = 0
    /// The newest second that was recorded, since 1970; `nil` before the first.
    public private(set) var lastSecond: Int64?

    /// - Parameters:
    ///   - minutes: How long seconds are kept.
    ///   - byteLimit: The most memory for all seconds; beyond it the oldest minutes of all series go.
    public init(minutes: Int = 60, byteLimit: Int = 128 << 20) {
        keptMinutes = Int64(minutes)
        self.byteLimit = byteLimit
    }

    /// Takes down a second.
    /// - Parameters:
    ///   - second: Since 1970. One that is not later than the one before, because the clock was set back, counts as the
    ///     one after that.
    ///   - points: Of the series that have figures.
    /// - Returns: The minute before, when this second is the first of another.
    public mutating func record(_ points: [SeriesKey: MetricPoint], second: Int64) -> Minute? {
        let second = max(second, (lastSecond ?? .min) &+ 1)
        lastSecond = second
        let number = second / 60
        var finished: Minute?
        if current?.number != number {
            finished = finish()
            current = Minute(number: number, points: [:])
            drop(before: number - keptMinutes)
        }
        newest.append((second, points))
        newest.removeAll { $0.second <= second - Int64(Self.liveSeconds) }
        for (key, point) in points where !point.isEmpty {
            let before = rings[key]?.byteCount ?? 0
            rings[key, default: SecondRing()].append(point, second: second)
            byteCount += (rings[key]?.byteCount ?? 0) - before
            current?.points[key, default: MetricPoint()].append(point)
        }
        while byteCount > byteLimit, let oldest = rings.values.compactMap(\.firstMinute).min(), oldest < number {
            drop(before: oldest + 1)
        }
        return finished
    }

    /// Ends the minute that has begun.
    /// - Returns: `nil` when there was nothing in it.
    public mutating func finish() -> Minute? {
        defer { current = nil }
        return current.flatMap { $0.points.isEmpty ? nil : $0 }
    }

    /// The minute that has begun, as far as it has come.
    public var unfinished: Minute? { current }

    /// The seconds of a function or a group of instances, over all releases and units.
    /// - Parameter seconds: Since 1970.
    public func seconds(
        of subject: SeriesSubject, in seconds: Range<Int64>, _ body: (SeriesKey, Int64, MetricPoint) -> Void
    ) {
        for (key, ring) in rings where key.subject == subject {
            ring.forEach(in: seconds) { body(key, $0, $1) }
        }
    }

    /// What came of the newest seconds, of every series that has figures in them.
    /// - Parameter seconds: At most ``liveSeconds``.
    public func sums(ofLast seconds: Int) -> [SeriesKey: MetricPoint] {
        var sums: [SeriesKey: MetricPoint] = [:]
        for (second, points) in newest where second > (lastSecond ?? 0) - Int64(seconds) {
            for (key, point) in points { sums[key, default: MetricPoint()].append(point) }
        }
        return sums
    }

    /// The functions of a service that have figures of the last hour.
    public func functions(of service: ServiceName) -> Set<FunctionName> {
        Set(rings.keys.lazy.filter { $0.service == service }.compactMap(\.function))
    }

    private mutating func drop(before minute: Int64) {
        for (key, ring) in rings where (ring.firstMinute ?? minute) < minute {
            var rest = ring
            rest.drop(before: minute)
            byteCount -= ring.byteCount - rest.byteCount
            rings[key] = rest.isEmpty ? nil : rest
        }
    }
}
