import MeridianCore
import Synchronization

/// Decides on one event loop which requests run, by the rules in force and by what the unit has to do.
///
/// Where it is called: `GatewayLoop` asks ``admit(_:now:)`` right after routing, with the head's facts, before anything
/// is allocated for the request. The permit goes with the request into the engine. ``started(_:now:isCold:)`` is called
/// as a pool opens the request on an instance, ``finished(_:_:now:)`` or ``expired(_:now:)`` when it is over. The pool's
/// queue is a ``FairQueue``. A permit is given back once.
///
/// What event loops share lies in ``UnitAdmission`` and in the states of ``CompiledRules``; a controller itself belongs
/// to its loop. It reads no clock, and with the same seed and calls it decides the same.
public final class AdmissionController {
    /// Reports to the unit come after so many requests, or so much time.
    private static let reportRequests = 64
    private static let reportTime: Nanoseconds = 5 * .millisecond
    /// Beyond so many times what should wait, a function without a queue of its own must see whether there is room, too.
    private static let mostBacklog = 4
    private static let retryAfter = Nanoseconds.second

    public private(set) var rules: CompiledRules
    public let unit: UnitAdmission
    /// What was turned away, by ``Rejection/Reason``.
    private var rejections = [Int](repeating: 0, count: Rejection.Reason.allCases.count)
    private var tally = PriorityTally()
    private var activeWeight = 0.0
    private var nextReport: Nanoseconds = .min
    private var generator: DrawGenerator

    /// - Parameters:
    ///   - unit: What it shares with the controllers of other event loops.
    ///   - seed: Decides who is turned away among equals.
    public init(_ rules: CompiledRules, unit: UnitAdmission, seed: UInt64 = .random(in: 1...UInt64.max)) {
        self.rules = rules
        self.unit = unit
        generator = DrawGenerator(seed: seed)
        unit.adopt(rules.rules.settings)
    }

    /// Puts other rules in force, from the next request on.
    public func install(_ rules: CompiledRules) {
        self.rules = rules
        unit.adopt(rules.rules.settings)
    }

    public func rejected(for reason: Rejection.Reason) -> Int { rejections[Int(reason.rawValue)] }

    /// Decides on a request.
    public func admit(_ facts: RequestFacts, now: Nanoseconds) -> Decision {
        guard facts.deadline > now else { return reject(Rejection(.deadline, retryAfter: Self.retryAfter)) }
        let chain = rules.chain(of: facts.function, for: facts.origin)
        var permit = Permit(chain: chain, facts: facts, since: now)
        var turn = now
        for (position, rule) in chain.rules.enumerated() {
            switch rule.take(facts, unit: unit, now: now) {
            case .pass: permit.counted |= 1 << UInt64(position)
            case .probe:
                permit.counted |= 1 << UInt64(position)
                permit.probes |= 1 << UInt64(position)
            case .wait(let until):
                permit.counted |= 1 << UInt64(position)
                if !rule.rule.isDry { turn = max(turn, until) }
            case .reject(let retryAfter):
                rule.counts.reject(isDry: rule.rule.isDry)
                guard !rule.rule.isDry else { continue }
                giveBack(permit)
                return reject(Rejection(rule.reason, rule: rule.number, retryAfter: retryAfter))
            }
        }
        if let reason = refusal(of: facts, chain, now) {
            giveBack(permit)
            return reject(Rejection(reason, retryAfter: Self.retryAfter))
        }
        guard turn < facts.deadline else {
            giveBack(permit)
            return reject(Rejection(.deadline, retryAfter: Self.retryAfter))
        }
        unit.enter()
        guard turn <= now else {
            permit.phase = .paced
            return .wait(permit, until: turn)
        }
        return beginWaiting(permit)
    }

    /// A request whose time of ``Decision/wait(_:until:)`` has come goes on.
    public func resume(_ permit: Permit, now: Nanoseconds) -> Decision {
        var permit = permit
        permit.phase = .waiting
        permit.since = now
        return beginWaiting(permit)
    }

    /// Whether another request of this one's function may begin.
    public func mayStart(_ permit: Permit) -> Bool {
        guard let rule = permit.chain.adaptive else { return true }
        return permit.chain.function.load.withLock { Double($0.running) < $0.limit(rule).limit.rounded(.down) }
    }

    /// A request begins on an instance.
    /// - Parameter isCold: It waited for its instance to start, which says nothing of how much there is to do.
    public func started(_ permit: inout Permit, now: Nanoseconds, isCold: Bool = false) {
        guard permit.phase == .waiting else { return }
        if !isCold { tally.started(after: now - permit.since) }
        permit.phase = .running
        permit.since = now
        unit.endWaiting()
        tally.saw(backlog: unit.backlog)
        permit.chain.function.load.withLock { load in
            load.waiting -= 1
            load.running += 1
        }
        if now >= nextReport { report(now) }
    }

    /// A request that had begun is over.
    public func finished(_ permit: Permit, _ outcome: AdmissionOutcome, now: Nanoseconds) {
        guard permit.phase == .running else { return abandoned(permit, now: now) }
        unit.leave()
        let duration = now - permit.since
        let chain = permit.chain
        chain.function.load.withLock { load in
            if let rule = chain.adaptive, outcome == .succeeded {
                var limit = load.limit(rule)
                limit.sample(duration: duration, inFlight: load.running, now: now)
                load.adaptive = (rule, limit)
            }
            load.running -= 1
        }
        for (position, rule) in chain.rules.enumerated() where permit.counted & 1 << UInt64(position) != 0 {
            let wasProbe = permit.probes & 1 << UInt64(position) != 0
            if outcome == .cancelled, case .breaker = rule.check {
                rule.giveBack(permit.facts, wasProbe: wasProbe)
            } else {
                rule.finished(
                    permit.facts, duration: duration, failed: outcome == .failed, wasProbe: wasProbe, now: now)
            }
        }
    }

    /// A request was admitted and did not run: its caller went away, or it waited beyond its deadline.
    public func abandoned(_ permit: Permit, now: Nanoseconds) {
        unit.leave()
        if permit.phase == .waiting {
            unit.endWaiting()
            permit.chain.function.load.withLock { $0.waiting -= 1 }
        }
        for (position, rule) in permit.chain.rules.enumerated() where permit.counted & 1 << UInt64(position) != 0 {
            switch rule.check {
            case .breaker: rule.giveBack(permit.facts, wasProbe: permit.probes & 1 << UInt64(position) != 0)
            default: rule.leave(permit.facts)
            }
        }
    }

    /// A request was admitted and waited too long.
    /// - Parameter reason: `deadline` when nobody waits for it any more, `overload` when others come before it.
    public func expired(_ permit: Permit, because reason: Rejection.Reason = .deadline, now: Nanoseconds) {
        rejections[Int(reason.rawValue)] += 1
        abandoned(permit, now: now)
    }

    private func beginWaiting(_ permit: Permit) -> Decision {
        unit.beginWaiting()
        let chain = permit.chain
        let isFree = chain.function.load.withLock { load in
            load.waiting += 1
            guard let rule = chain.adaptive else { return true }
            return load.waiting == 1 && Double(load.running) < load.limit(rule).limit.rounded(.down)
        }
        return isFree ? .admit(permit) : .queue(permit)
    }

    private func reject(_ rejection: Rejection) -> Decision {
        rejections[Int(rejection.reason.rawValue)] += 1
        return .reject(rejection)
    }

    private func giveBack(_ permit: Permit) {
        for (position, rule) in permit.chain.rules.enumerated() where permit.counted & 1 << UInt64(position) != 0 {
            rule.giveBack(permit.facts, wasProbe: permit.probes & 1 << UInt64(position) != 0)
        }
    }

    // MARK: What the unit has to do

    /// Why the unit turns a request away that no rule did; `nil` when it does not.
    private func refusal(of facts: RequestFacts, _ chain: RuleChain, _ now: Nanoseconds) -> Rejection.Reason? {
        let draw = generator.next()
        let priority = Priority(facts.criticality, user: facts.user == 0 ? draw : facts.user)
        let cursor = unit.cursor
        let period = unit.shareNumber
        let terms = unit.share(of: chain.weight)
        let (reason, byShare, isFirst): (Rejection.Reason?, Bool, Bool) = chain.function.load.withLock { load in
            let isFirst = load.share.isCalled(in: period)
            if facts.isRetry, !chain.isOff, !load.retries.retry() { return (.retries, false, isFirst) }
            var byShare = false
            if !cursor.isOpen, !chain.isOff {
                byShare =
                    Int(facts.criticality.rawValue) == cursor.marginalClass
                    && load.share.take(terms, waiting: load.waiting, now: now)
                guard byShare || cursor.admits(priority, draw: UInt16(truncatingIfNeeded: draw)) || hasRoom(load) else {
                    load.share.turnedAway()
                    if facts.isRetry { load.retries.giveBack() }
                    return (.overload, false, isFirst)
                }
            }
            // Of first tries only those that run earn retries, or a storm of both would be mostly retries.
            if !facts.isRetry { load.retries.firstTry() }
            if chain.isRelated { load.passed.add(now: now) }
            return (nil, byShare, isFirst)
        }
        if isFirst { activeWeight += chain.weight }
        if reason != .retries { tally.arrived(priority, byShare: byShare) }
        if now >= nextReport || tally.requests >= Self.reportRequests { report(now) }
        return reason
    }

    /// Whether so little waits that nobody need be turned away.
    private func hasRoom(_ load: FunctionState.Load) -> Bool {
        let backlog = unit.backlog
        let limit = unit.backlogLimit
        return backlog < limit || (load.waiting == 0 && backlog < limit * Self.mostBacklog)
    }

    private func report(_ now: Nanoseconds) {
        unit.report(tally, activeWeight: activeWeight, now: now)
        tally.clear()
        activeWeight = 0
        nextReport = now + Self.reportTime
    }
}
