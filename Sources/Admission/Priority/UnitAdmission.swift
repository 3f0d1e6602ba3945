import Synchronization

/// What the event loops of a unit share: how much waits, and up to which priority requests are admitted.
///
/// Counting is left to each loop and reported every few milliseconds; only the number of those that wait is exact at
/// every moment.
public final class UnitAdmission: Sendable {
    private struct State {
        var level: PriorityLevel
        /// The sum of the weights of the functions that were called in this period of shares, and in the last.
        var activeWeight = 0.0
        var lastActiveWeight = 0.0
        var sharePeriodStart: Nanoseconds = .min
    }

    /// Over this time it is counted which functions are called, and so share what there is.
    private static let sharePeriod: Nanoseconds = 200 * .millisecond

    private let state: Mutex<State>
    private let load = Atomic<UInt64>(0)
    private let cpu = Atomic<UInt64>(0)
    private let running = Atomic<Int>(0)
    private let waiting = Atomic<Int>(0)
    private let waitingLimit = Atomic<Int>(16)
    private let packedCursor = Atomic<Int>(AdmissionCursor.open.packed)
    private let sharedRate = Atomic<UInt64>(0)
    private let partForWeight = Atomic<UInt64>(0)
    private let sharePeriodNumber = Atomic<Int>(1)

    public init() {
        state = Mutex(State(level: PriorityLevel()))
        let limit = state.withLock { $0.level.backlogLimit }
        waitingLimit.store(limit, ordering: .relaxed)
    }

    /// Requests that were admitted and have not begun.
    public var backlog: Int { waiting.load(ordering: .relaxed) }

    /// Requests that were admitted and are not over.
    public var inFlight: Int { running.load(ordering: .relaxed) }

    /// What the machine said of itself last, for system rules.
    public var machine: MachineReading {
        get {
            MachineReading(
                load: Double(bitPattern: load.load(ordering: .relaxed)),
                cpu: Double(bitPattern: cpu.load(ordering: .relaxed)))
        }
        set {
            load.store(newValue.load.bitPattern, ordering: .relaxed)
            cpu.store(newValue.cpu.bitPattern, ordering: .relaxed)
        }
    }

    /// Whether requests are turned away because of what waits.
    public var isShedding: Bool { !cursor.isOpen }

    /// Requests a second that the unit was seen to begin at its limit; `nil` until it was there.
    public var capacity: Double? {
        state.withLock { $0.level.capacity > 0 ? $0.level.capacity : nil }
    }

    /// Lets the settings of the rules in force count.
    func adopt(_ settings: AdmissionSettings) {
        state.withLock { $0.level.target = Nanoseconds(seconds: settings.queueTarget / 1_000) }
    }

    var backlogLimit: Int { waitingLimit.load(ordering: .relaxed) }

    var cursor: AdmissionCursor { AdmissionCursor(packed: packedCursor.load(ordering: .relaxed)) }

    /// What a function of this weight may count on.
    func share(of weight: Double) -> FairShare.Terms {
        let part = min(1, weight * Double(bitPattern: partForWeight.load(ordering: .relaxed)))
        return FairShare.Terms(
            part: part, rate: part * Double(bitPattern: sharedRate.load(ordering: .relaxed)),
            backlog: part * Double(backlogLimit))
    }

    /// Changes whenever functions are to say anew that they are called.
    var shareNumber: Int { sharePeriodNumber.load(ordering: .relaxed) }

    func enter() { running.wrappingAdd(1, ordering: .relaxed) }

    func leave() { running.wrappingSubtract(1, ordering: .relaxed) }

    func beginWaiting() { waiting.wrappingAdd(1, ordering: .relaxed) }

    func endWaiting() { waiting.wrappingSubtract(1, ordering: .relaxed) }

    /// - Parameter activeWeight: Of the functions that were first called in this period of shares.
    func report(_ tally: PriorityTally, activeWeight: Double, now: Nanoseconds) {
        state.withLock { state in
            if state.sharePeriodStart == .min { state.sharePeriodStart = now }
            state.activeWeight += activeWeight
            if now - state.sharePeriodStart >= Self.sharePeriod {
                state.lastActiveWeight = state.activeWeight
                state.activeWeight = 0
                state.sharePeriodStart = now
                sharePeriodNumber.wrappingAdd(1, ordering: .relaxed)
            }
            guard state.level.report(tally, backlog: backlog, now: now) else { return }
            let weight = max(state.activeWeight, state.lastActiveWeight)
            partForWeight.store((weight > 0 ? 1 / weight : 0).bitPattern, ordering: .relaxed)
            sharedRate.store(state.level.sharedRate.bitPattern, ordering: .relaxed)
            waitingLimit.store(state.level.backlogLimit, ordering: .relaxed)
            packedCursor.store(state.level.cursor.packed, ordering: .relaxed)
        }
    }
}
