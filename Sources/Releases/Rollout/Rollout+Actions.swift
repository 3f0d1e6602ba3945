public import MeridianCore

/// What a person can do to a rollout.
extension Rollout {
    /// Holds the rollout where it is.
    /// - Throws: ``ErrorCode/rolloutOutOfTurn``, status 409.
    public mutating func pause(at now: Timestamp) throws(MeridianError) {
        guard phase == .running else { throw outOfTurn("paused") }
        phase = .paused
        reason = "a person paused it"
        record("paused", at: now)
    }

    /// Goes on: with a step that was interrupted from its beginning, after one that waited for approval with the next.
    /// - Throws: ``ErrorCode/rolloutOutOfTurn``, status 409.
    public mutating func resume(at now: Timestamp) throws(MeridianError) {
        switch phase {
        case .paused:
            stepStartedAt = now
            reason = nil
        case .awaitingApproval: nextStep(at: now)
        default: throw outOfTurn("resumed")
        }
        phase = .running
        record("resumed", at: now)
    }

    /// Gives the release everything, without the steps that are left.
    /// - Throws: ``ErrorCode/rolloutOutOfTurn`` or ``ErrorCode/rolloutFrozen``, status 409.
    public mutating func promote(at now: Timestamp) throws(MeridianError) {
        guard phase.isWatched else { throw outOfTurn("promoted") }
        if let end = plan.freezeEnd(at: now) {
            throw MeridianError(
                .rolloutFrozen, "rollout \(id) of '\(service)' is frozen until \(end); promote it then", status: 409)
        }
        phase = .promoting
        reason = "a person promoted it"
        record("promoted by hand", at: now)
    }

    /// Gives the other release everything back.
    /// - Throws: ``ErrorCode/rolloutOutOfTurn``, status 409.
    public mutating func abort(at now: Timestamp) throws(MeridianError) {
        guard phase.isWatched else { throw outOfTurn("aborted") }
        phase = .aborting
        reason = "a person aborted it"
        record("aborted by hand", at: now)
    }

    /// Ends the rollout because someone else moved the traffic; it is left as it is.
    public mutating func superseded(_ reason: String, at now: Timestamp) {
        guard !phase.isOver else { return }
        phase = .aborted
        endedAt = now
        evidence = Evidence()
        self.reason = reason
        record(reason, at: now)
    }

    private func outOfTurn(_ action: String) -> MeridianError {
        MeridianError(
            .rolloutOutOfTurn, "rollout \(id) of '\(service)' is \(phase.words) and can't be \(action)", status: 409)
    }
}
