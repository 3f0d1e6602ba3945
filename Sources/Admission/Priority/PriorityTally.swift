/// What happened on one event loop since it last reported to its unit.
struct PriorityTally: Sendable {
    /// Requests by level, but for those that their function's fair share let in.
    var arrivals: [UInt32]
    /// All requests by class.
    var classes: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
    var requests = 0
    /// The fewest that waited in the unit at any moment.
    var leastBacklog = Int.max
    /// Requests that began to be served, and how long they had waited together.
    var started = 0
    var waited: Nanoseconds = 0

    init() {
        arrivals = [UInt32](repeating: 0, count: Priority.levels)
    }

    mutating func arrived(_ priority: Priority, byShare: Bool) {
        requests += 1
        switch priority.level / Priority.levelsPerClass {
        case 0: classes.0 += 1
        case 1: classes.1 += 1
        case 2: classes.2 += 1
        default: classes.3 += 1
        }
        if !byShare { arrivals[priority.level] += 1 }
    }

    mutating func saw(backlog: Int) {
        leastBacklog = min(leastBacklog, backlog)
    }

    mutating func started(after wait: Nanoseconds) {
        started += 1
        waited += wait
    }

    mutating func add(_ other: PriorityTally) {
        for level in arrivals.indices { arrivals[level] += other.arrivals[level] }
        classes.0 += other.classes.0
        classes.1 += other.classes.1
        classes.2 += other.classes.2
        classes.3 += other.classes.3
        requests += other.requests
        leastBacklog = min(leastBacklog, other.leastBacklog)
        started += other.started
        waited += other.waited
    }

    mutating func clear() {
        for level in arrivals.indices { arrivals[level] = 0 }
        classes = (0, 0, 0, 0)
        requests = 0
        leastBacklog = .max
        started = 0
        waited = 0
    }

    func inClass(_ number: Int) -> UInt32 {
        switch number {
        case 0: classes.0
        case 1: classes.1
        case 2: classes.2
        default: classes.3
        }
    }
}
