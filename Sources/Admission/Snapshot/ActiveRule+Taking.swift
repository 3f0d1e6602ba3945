import Synchronization

extension ActiveRule {
    enum Verdict {
        case pass
        /// It passes and its outcome decides whether others do.
        case probe
        /// It passes at that time.
        case wait(until: Nanoseconds)
        case reject(retryAfter: Nanoseconds)
    }

    /// Asks for a request to pass, and counts it if it does.
    func take(_ facts: RequestFacts, unit: UnitAdmission, now: Nanoseconds) -> Verdict {
        switch check {
        case .rate(let state, let limit):
            return state.withLock { window in
                window.take(limit: limit, now: now) ? .pass : .reject(retryAfter: window.timeUntilRoom(now: now))
            }
        case .concurrency(let state, let limit):
            return state.withLock { running in
                guard Double(running) + 1 <= limit else { return .reject(retryAfter: .second) }
                running += 1
                return .pass
            }
        case .warmUp(let state):
            return state.withLock { state in
                let rate = state.warmUp.rate(now: now)
                guard state.window.take(limit: rate, now: now) else {
                    return .reject(retryAfter: state.window.timeUntilRoom(now: now))
                }
                state.warmUp.passed(now: now)
                return .pass
            }
        case .pace(let state, let distance, let longestWait):
            return state.withLock { $0.verdict(distance, longestWait, now) }
        case .warmUpPace(let state, let longestWait):
            return state.withLock { state in
                let distance = Nanoseconds(seconds: 1 / state.warmUp.rate(now: now))
                let verdict = state.pacer.verdict(distance, longestWait, now)
                if case .reject = verdict { return verdict }
                state.warmUp.passed(now: now)
                return verdict
            }
        case .related(let functions, let grade, let limit):
            let load = functions.reduce(0) { sum, function in
                sum + function.load.withLock { grade == .qps ? Int($0.passed.count(now: now)) : $0.running }
            }
            return Double(load) <= limit ? .pass : .reject(retryAfter: .second)
        case .keyRate(let state, let limit):
            let key = limit.key(of: facts)
            guard key != 0 else { return .pass }
            let count = limit.count(of: key)
            let wait = state.withLock {
                $0.take(key, rate: count / limit.interval, size: count + limit.burst, now: now)
            }
            return wait.map { .reject(retryAfter: $0) } ?? .pass
        case .keyConcurrency(let state, let limit):
            let key = limit.key(of: facts)
            guard key != 0 else { return .pass }
            let entered = state.withLock { $0.enter(key, limit: limit.count(of: key), now: now) }
            return entered ? .pass : .reject(retryAfter: .second)
        case .breaker(let state):
            return switch state.withLock({ $0.ask(now: now) }) {
            case .pass: .pass
            case .probe: .probe
            case .reject(let retryAfter): .reject(retryAfter: retryAfter)
            }
        case .system(let state, let rule):
            let inFlight = unit.inFlight
            let machine = unit.machine
            return state.withLock { system in
                guard system.excess(over: rule, inFlight: inFlight, machine: machine, now: now) == .none else {
                    return .reject(retryAfter: .second)
                }
                system.pass(now: now)
                return .pass
            }
        }
    }

    /// Takes back what ``take(_:unit:now:)`` counted, because the request does not run after all.
    func giveBack(_ facts: RequestFacts, wasProbe: Bool) {
        switch check {
        case .rate(let state, _): state.withLock { $0.giveBack() }
        case .concurrency, .keyConcurrency: leave(facts)
        case .warmUp(let state):
            state.withLock { state in
                state.window.giveBack()
                state.warmUp.giveBack()
            }
        case .pace(let state, _, _): state.withLock { $0.giveBack() }
        case .warmUpPace(let state, _):
            state.withLock { state in
                state.pacer.giveBack()
                state.warmUp.giveBack()
            }
        case .keyRate(let state, let limit):
            let key = limit.key(of: facts)
            if key != 0 { state.withLock { $0.giveBack(key) } }
        case .breaker(let state): state.withLock { $0.giveBack(wasProbe: wasProbe) }
        case .system(let state, _): state.withLock { $0.giveBack() }
        case .related: break
        }
    }

    /// A request is over that was counted as one at a time.
    func leave(_ facts: RequestFacts) {
        switch check {
        case .concurrency(let state, _): state.withLock { $0 -= 1 }
        case .keyConcurrency(let state, let limit):
            let key = limit.key(of: facts)
            if key != 0 { state.withLock { $0.leave(key) } }
        default: break
        }
    }

    /// A request that ran is over.
    func finished(
        _ facts: RequestFacts, duration: Nanoseconds, failed: Bool, wasProbe: Bool, now: Nanoseconds
    ) {
        switch check {
        case .breaker(let state):
            state.withLock { $0.finished(duration: duration, failed: failed, wasProbe: wasProbe, now: now) }
        case .system(let state, _): state.withLock { $0.finished(duration: duration, now: now) }
        default: leave(facts)
        }
    }
}

extension Pacer {
    fileprivate mutating func verdict(
        _ distance: Nanoseconds, _ longestWait: Nanoseconds, _ now: Nanoseconds
    ) -> ActiveRule.Verdict {
        guard let turn = turn(distance: distance, longestWait: longestWait, now: now) else {
            return .reject(
                retryAfter: timeUntilTurn(distance: distance, longestWait: longestWait, now: now))
        }
        return turn > now ? .wait(until: turn) : .pass
    }
}
