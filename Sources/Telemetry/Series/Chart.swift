/// Figures over time, gathered into steps of the same length.
public struct Chart: Sendable, Equatable {
    /// What came of one step.
    public struct Step: Sendable, Equatable {
        /// When it begins, in seconds since 1970.
        public var start: Int64
        /// How much of it is over, in seconds.
        public var seconds: Int64
        /// Over all releases and units.
        public var figures = MetricPoint()
        /// Requests by the number of their release.
        public var releases: [Int: UInt64] = [:]

        /// Requests a second.
        public var rate: Double { Double(figures.requests.total) / Double(max(1, seconds)) }

        /// The release that answered the most requests; of several the newest.
        public var mainRelease: Int? {
            releases.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
        }
    }

    /// When another release took over.
    public struct Change: Sendable, Equatable {
        /// Seconds since 1970.
        public var time: Int64
        public var release: Int

        public init(time: Int64, release: Int) {
            self.time = time
            self.release = release
        }
    }

    public let start: Int64
    public let end: Int64
    public let step: Int64
    /// Levels of the same moment add up, so they are gathered apart before steps are made of them.
    private var moments: [Int64: MetricPoint] = [:]
    private var releases: [Int64: [Int: UInt64]] = [:]

    /// - Parameters:
    ///   - seconds: Since 1970. The first step begins at a multiple of the step.
    ///   - step: The length of a step in seconds.
    public init(seconds: Range<Int64>, step: Int64) {
        self.step = step
        start = seconds.lowerBound - seconds.lowerBound.quotientAndRemainder(dividingBy: step).remainder
        end = seconds.upperBound
    }

    /// Adds the figures of a second or a minute.
    /// - Parameters:
    ///   - time: When that began, in seconds since 1970; outside of the chart it is left out.
    ///   - release: Whose requests they are; `nil` when there are none in it.
    public mutating func add(_ point: MetricPoint, at time: Int64, release: Int?) {
        guard time >= start, time < end else { return }
        moments[time, default: MetricPoint()].add(point)
        guard let release, point.requests.total > 0 else { return }
        releases[(time - start) / step, default: [:]][release, default: 0] += point.requests.total
    }

    /// Every step from the first to the last, those without figures too.
    public var steps: [Step] {
        var steps = stride(from: start, to: end, by: Int64.Stride(step)).map {
            Step(start: $0, seconds: min(step, end - $0))
        }
        for (time, point) in moments.sorted(by: { $0.key < $1.key }) {
            steps[Int((time - start) / step)].figures.append(point)
        }
        for (index, counts) in releases { steps[Int(index)].releases = counts }
        return steps
    }

    /// Where another release answered most requests than before.
    public static func changes(in steps: [Step]) -> [Change] {
        var changes: [Change] = []
        var before: Int?
        for step in steps {
            guard let release = step.mainRelease, release != before else { continue }
            if before != nil { changes.append(Change(time: step.start, release: release)) }
            before = release
        }
        return changes
    }

    /// Changes that were seen in different ways, in their order, each of them once; those of the same second stay as they
    /// come.
    public static func merged(_ changes: [Change]) -> [Change] {
        changes.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .reduce(into: []) { merged, change in
                if merged.last?.release != change.element.release { merged.append(change.element) }
            }
    }
}
