import MeridianCore

/// Finds out whether a unit has too much to do, and up to which priority it takes requests then.
///
/// The sign of overload is the time that requests wait before they are served, as in DAGOR (Zhou et al., "Overload
/// Control for Scaling WeChat Microservices", 2018): it says nothing of how long the functions themselves take. Only a
/// queue that stands counts, one that was never short in a whole period (Nichols and Jacobson, "Controlling Queue Delay",
/// 2012): bursts come and go. While it stands, what is begun is what the unit can do; so the cursor jumps, by the
/// histogram of what arrives, to where no more is admitted than that and what waits too long drains.
struct PriorityLevel: Sendable {
    /// A period ends after so long, or so many requests, whichever is first.
    private static let period: Nanoseconds = 50 * .millisecond
    private static let periodRequests = 500
    /// A period is cut short when much more waits than should, but not before this.
    private static let shortestPeriod: Nanoseconds = 5 * .millisecond
    private static let longestPeriod: Nanoseconds = 1 * .second
    /// Fewer requests begun, or those of a shorter time in seconds, tell nothing of what a unit can do.
    private static let leastStarted = 8
    private static let leastMeasured = 0.01
    /// Once that is known, so few tell that requests wait too long.
    private static let leastWaited = 2
    /// Over what time the excess of what waits is drained.
    private static let drainTime = 0.1
    private static let mostDrained = 0.5
    /// What is known of arrivals, of what the unit can do, and of what the classes ask for follows within about this time.
    /// The last is the slowest, lest a few that come together make the unit too small for the critical alone.
    private static let arrivalMemory = 0.01
    private static let memory = 0.025
    private static let classMemory = 0.05
    /// How much of the most that was begun is forgotten with each period.
    private static let forgetting = 0.02
    /// How much more is tried in each period without overload.
    private static let growth = 0.05
    /// The part of what a unit can do that is given out as fair shares.
    private static let sharedPart = 0.95
    private static let leastBacklog = 2

    /// The longest that requests should wait.
    var target = 5 * Nanoseconds.millisecond
    private(set) var cursor = AdmissionCursor.open
    /// Requests a second that the unit can begin; 0 until it was first at its limit.
    private(set) var capacity = 0.0
    /// Requests a second that functions of the marginal class share.
    private(set) var sharedRate = 0.0
    /// The most that was begun in a period lately, a second.
    private var shown = 0.0
    /// What was begun in how many seconds of overload, too little yet to be a measure.
    private var unmeasured = (count: 0, seconds: 0.0)
    private var tally = PriorityTally()
    private var start: Nanoseconds = .min
    /// Requests a second by level.
    private var arrivals = [Double](repeating: 0, count: Priority.levels)
    /// Requests a second by class, followed as fast as the levels and slowly.
    private var classArrivals = [Double](repeating: 0, count: Criticality.allCases.count)
    private var classRates = [Double](repeating: 0, count: Criticality.allCases.count)

    /// How many may wait before it is looked at who they are.
    var backlogLimit: Int {
        max(Self.leastBacklog, capacity == 0 ? 16 : Int(capacity * target.seconds))
    }

    /// Takes what an event loop reports, and ends the period when it is time.
    /// - Parameter backlog: Requests of the unit that wait now.
    /// - Returns: Whether a period has ended.
    mutating func report(_ other: PriorityTally, backlog: Int, now: Nanoseconds) -> Bool {
        if start == .min { start = now }
        tally.add(other)
        let elapsed = now - start
        let isFull = elapsed >= Self.period || tally.requests >= Self.periodRequests
        guard isFull || backlog > 2 * backlogLimit, elapsed >= Self.shortestPeriod else { return false }
        // While instances start, much may wait that says nothing of what they will do.
        if backlog > backlogLimit, tally.started < leastTelling, elapsed < Self.longestPeriod { return false }
        close(backlog: backlog, seconds: elapsed.seconds)
        tally.clear()
        start = now
        return true
    }

    private mutating func close(backlog: Int, seconds: Double) {
        follow(seconds)
        let isTelling = tally.started >= leastTelling
        let meanWait = isTelling ? Double(tally.waited) / Double(tally.started) / 1e9 : 0
        let standing = min(tally.leastBacklog, backlog)
        let pace = capacity > 0 ? capacity : Double(tally.started) / seconds
        let expectedWait = pace > 0 ? Double(backlog) / pace : 0
        let standingWait = pace > 0 ? Double(standing) / pace : 0
        // Both, since what waits for instances to start is no work yet, and what was begun may be the critical alone.
        let isOverloaded = isTelling && min(meanWait, standingWait) > target.seconds / 2
        measure(seconds, isOverloaded: isOverloaded)
        // A unit that was never at its limit has none yet.
        guard capacity > 0 else { return }
        let excess = max(0, expectedWait - target.seconds)
        let drained = isOverloaded ? min(excess / Self.drainTime, Self.mostDrained) : 0
        if !isOverloaded && !cursor.isOpen { capacity *= 1 + Self.growth * min(seconds / Self.period.seconds, 1) }
        move(draining: drained)
    }

    /// So many must have begun in a period to judge it.
    private var leastTelling: Int { capacity > 0 ? Self.leastWaited : Self.leastStarted }

    /// Follows what the unit can do.
    private mutating func measure(_ seconds: Double, isOverloaded: Bool) {
        // Only under overload is what was begun all that can be, however many periods it takes.
        var begun = isOverloaded ? unmeasured : (count: 0, seconds: 0.0)
        begun.count += tally.started
        begun.seconds += seconds
        let isEnough = begun.count >= Self.leastStarted && begun.seconds >= Self.leastMeasured
        unmeasured = isOverloaded && !isEnough ? begun : (0, 0)
        guard isEnough else { return }
        let rate = Double(begun.count) / begun.seconds
        // One short period is no measure of what the unit can do, if it has done more a moment ago.
        shown = max(rate, shown * (1 - Self.forgetting * min(begun.seconds / Self.period.seconds, 1)))
        if isOverloaded {
            capacity += capacity == 0 ? shown : (rate - capacity) * begun.seconds / (begun.seconds + Self.memory)
        } else if capacity > 0 {
            capacity = max(capacity, rate)
        }
    }

    /// Lets what is known of arrivals follow what came in this period.
    private mutating func follow(_ seconds: Double) {
        for level in arrivals.indices {
            Self.follow(&arrivals[level], tally.arrivals[level], seconds, Self.arrivalMemory)
        }
        for number in classRates.indices {
            Self.follow(&classArrivals[number], tally.inClass(number), seconds, Self.arrivalMemory)
            Self.follow(&classRates[number], tally.inClass(number), seconds, Self.classMemory)
        }
    }

    private static func follow(_ rate: inout Double, _ count: UInt32, _ seconds: Double, _ memory: Double) {
        rate += (Double(count) / seconds - rate) * seconds / (seconds + memory)
    }

    /// Jumps to where as much is admitted as gets done.
    /// - Parameter drained: The part of that which is left to those that wait. It is taken from the class that is
    ///   admitted in part: those of higher classes do not wait behind it.
    private mutating func move(draining drained: Double) {
        var left = capacity
        var marginal: Int?
        for (number, rate) in classRates.enumerated() {
            if rate > left {
                marginal = number
                break
            }
            left -= rate
        }
        if marginal == nil, drained > 0, let last = classRates.lastIndex(where: { $0 > 0 }) {
            marginal = last
            left += classRates[last]
        }
        guard let marginal else {
            cursor = .open
            sharedRate = 0
            return
        }
        sharedRate = left * Self.sharedPart
        let levels = marginal * Priority.levelsPerClass..<(marginal + 1) * Priority.levelsPerClass
        let byShare = classArrivals[marginal] - arrivals[levels].reduce(0, +)
        cursor = position(in: levels, admitting: max(0, left - capacity * drained - byShare))
    }

    private func position(in levels: Range<Int>, admitting rate: Double) -> AdmissionCursor {
        var left = rate
        for level in levels {
            if arrivals[level] > left {
                return AdmissionCursor(level: level, part: UInt16(65_535 * max(0, left / arrivals[level])))
            }
            left -= arrivals[level]
        }
        return AdmissionCursor(level: levels.upperBound - 1, part: .max)
    }
}
