/// Stops calling what fails: closed while all is well, open for a while after too many failures, then half open for a
/// few probes that decide.
struct Breaker: Sendable {
    enum State: Sendable, Equatable {
        case closed
        case open(until: Nanoseconds)
        /// Probes that may still be sent, and those whose outcome is awaited.
        case halfOpen(left: Int, awaited: Int, since: Nanoseconds)
    }

    private let rule: BreakerRule
    private(set) var state = State.closed
    private var intervalStart: Nanoseconds = .min
    private var requests = 0
    private var failures = 0

    init(_ rule: BreakerRule) {
        self.rule = rule
    }

    enum Answer: Sendable, Equatable {
        case pass
        case probe
        case reject(retryAfter: Nanoseconds)
    }

    mutating func ask(now: Nanoseconds) -> Answer {
        switch state {
        case .closed: return .pass
        case .open(let until) where now < until: return .reject(retryAfter: until - now)
        case .open:
            state = .halfOpen(left: rule.probes - 1, awaited: 1, since: now)
            return .probe
        case .halfOpen(let left, let awaited, let since):
            if left > 0 {
                state = .halfOpen(left: left - 1, awaited: awaited + 1, since: since)
                return .probe
            }
            // A probe whose outcome never came must not keep it half open for good.
            if now - since > openTime {
                state = .halfOpen(left: rule.probes - 1, awaited: 1, since: now)
                return .probe
            }
            return .reject(retryAfter: max(since + openTime - now, 0))
        }
    }

    /// - Parameter wasProbe: What ``ask(now:)`` said when the request began.
    mutating func finished(duration: Nanoseconds, failed: Bool, wasProbe: Bool, now: Nanoseconds) {
        let bad = rule.grade == .slowRatio ? duration > rule.slowNanoseconds : failed
        switch state {
        case .halfOpen(let left, let awaited, let since) where wasProbe:
            if bad {
                open(now)
            } else if left == 0 && awaited <= 1 {
                close(now)
            } else {
                state = .halfOpen(left: left, awaited: max(awaited - 1, 0), since: since)
            }
        case .closed:
            count(bad, now)
        case .open, .halfOpen: break
        }
    }

    /// A request that passed never ran: a probe may be sent again.
    mutating func giveBack(wasProbe: Bool) {
        guard wasProbe, case .halfOpen(let left, let awaited, let since) = state else { return }
        state = .halfOpen(left: left + 1, awaited: max(awaited - 1, 0), since: since)
    }

    private var openTime: Nanoseconds { Nanoseconds(seconds: rule.openFor) }

    private mutating func count(_ bad: Bool, _ now: Nanoseconds) {
        if intervalStart == .min || now - intervalStart >= Nanoseconds(seconds: rule.interval) {
            intervalStart = now
            requests = 0
            failures = 0
        }
        requests += 1
        if bad { failures += 1 }
        guard requests >= rule.minRequests, failures > 0 else { return }
        let reached =
            switch rule.grade {
            case .errorCount: Double(failures) >= rule.threshold
            case .slowRatio, .errorRatio: Double(failures) >= rule.threshold * Double(requests)
            }
        if reached { open(now) }
    }

    private mutating func open(_ now: Nanoseconds) {
        state = .open(until: now + openTime)
    }

    private mutating func close(_ now: Nanoseconds) {
        state = .closed
        intervalStart = now
        requests = 0
        failures = 0
    }
}
