import MeridianCore
import Persistence
import Releases
import Telemetry

/// Carries out the rollouts that are under way: looks at each once a second, and stores it before and after every effect.
actor RolloutRunner {
    struct Entry {
        var stored: RolloutStore.Stored
        var rollout: Rollout
        /// The counters when they were last read; `nil` before.
        var seen: Observation?
        /// Why the effect that is due could not be carried out.
        var problem: String?

        init(_ stored: RolloutStore.Stored) {
            self.stored = stored
            self.rollout = stored.rollout
        }
    }

    let store: RolloutStore
    let traffic: any RolloutTraffic
    private let interval: Duration
    private let tell: @Sendable (LogLevel, String, Rollout) -> Void
    private var entries: [ServiceName: Entry] = [:]
    /// One change of a service's rollout at a time.
    private nonisolated let turns = TurnTaking<ServiceName>()
    private var clock: Task<Void, Never>?
    private var isShutDown = false

    init(
        store: RolloutStore, traffic: any RolloutTraffic, interval: Duration = .seconds(1),
        tell: @escaping @Sendable (LogLevel, String, Rollout) -> Void
    ) {
        self.store = store
        self.traffic = traffic
        self.interval = interval
        self.tell = tell
    }

    /// Goes on with what was under way.
    /// - Returns: What could not be read.
    func restore() async throws -> [MeridianError] {
        let (rollouts, problems) = try await store.loadOpen()
        for stored in rollouts { entries[stored.rollout.service] = Entry(stored) }
        keepTime()
        return problems
    }

    func shutdown() async {
        isShutDown = true
        clock?.cancel()
        await clock?.value
    }

    /// Begins to roll out a release.
    /// - Parameter release: The newest when left out.
    /// - Throws: ``ErrorCode/rolloutUnderWay``, ``ErrorCode/nothingToRollOut``, ``ErrorCode/rolloutPlanInvalid``,
    ///   ``ErrorCode/unknownService``, or why the release does not start.
    func start(
        _ service: ServiceName, release: Int?, plan: RolloutPlan, at now: Timestamp
    ) async throws -> RolloutDocument {
        try await turns.withTurn(on: service) {
            guard entries[service] == nil else { throw RolloutStore.underWay(service) }
            let shares = try await traffic.shares(of: service)
            guard shares.candidate == nil else {
                throw MeridianError(
                    .rolloutUnderWay,
                    "the traffic of '\(service)' is divided by hand; promote one release before a rollout", status: 409)
            }
            let candidate = try await traffic.release(release, of: service)
            let id = (try await store.ended(of: service).first?.id ?? 0) + 1
            let rollout = try Rollout(
                id: id, service: service, candidate: candidate, baseline: shares.release,
                plan: plan, at: now)
            var entry = Entry(try await store.create(rollout))
            do {
                entry.rollout.advance(at: now)
                try await settle(&entry, at: now)
            } catch {
                // Nothing has any traffic yet.
                entry.rollout.superseded("it could not begin: \(error)", at: now)
                try? await save(&entry)
                throw error
            }
            tell(.notice, "rollout \(id) of release \(rollout.candidate) began", rollout)
            keep(entry)
            return RolloutDocument(entry.rollout)
        }
    }

    /// Does what a person wants.
    /// - Throws: ``ErrorCode/unknownRollout``, ``ErrorCode/rolloutOutOfTurn``, ``ErrorCode/rolloutFrozen``.
    func act(
        on id: Int, of service: ServiceName, at now: Timestamp, _ action: @Sendable (inout Rollout) throws -> Void
    ) async throws -> RolloutDocument {
        try await turns.withTurn(on: service) {
            guard var entry = entries[service], entry.rollout.id == id else {
                var ended = try await find(id, of: service)
                // It is over, which the action says better.
                try action(&ended)
                throw RolloutStore.underWay(service)
            }
            try action(&entry.rollout)
            await proceed(&entry, at: now)
            keep(entry)
            return RolloutDocument(entry.rollout, problem: entry.problem)
        }
    }

    /// Lets go of a service that is no more, with what it had.
    func forget(_ service: ServiceName) async throws {
        try await turns.withTurn(on: service) {
            entries[service] = nil
            try await store.removeAll(of: service)
        }
    }

    /// Looks at every rollout.
    func tick(at now: Timestamp) async {
        for service in entries.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            await turns.withTurn(on: service) {
                guard var entry = entries[service] else { return }
                await look(&entry, at: now)
                keep(entry)
            }
        }
    }

    /// The newest first.
    func all(of service: ServiceName) async throws -> [RolloutDocument] {
        let open = entries[service].map { RolloutDocument($0.rollout, problem: $0.problem) }
        return (open.map { [$0] } ?? []) + (try await store.ended(of: service).map { RolloutDocument($0) })
    }

    /// - Throws: ``ErrorCode/unknownRollout`` with status 404.
    func rollout(_ id: Int, of service: ServiceName) async throws -> RolloutDocument {
        if let entry = entries[service], entry.rollout.id == id {
            return RolloutDocument(entry.rollout, problem: entry.problem)
        }
        return RolloutDocument(try await find(id, of: service))
    }

    private func find(_ id: Int, of service: ServiceName) async throws -> Rollout {
        guard let ended = try await store.ended(of: service).first(where: { $0.id == id }) else {
            throw MeridianError(
                .unknownRollout, "service '\(service)' has no rollout \(id); `meridian rollout status` shows the last",
                status: 404)
        }
        return ended
    }

    private func keep(_ entry: Entry) {
        entries[entry.rollout.service] = entry.rollout.phase.isOver ? nil : entry
        keepTime()
    }

    /// Ticks for as long as there is something to look at.
    private func keepTime() {
        guard clock == nil, !entries.isEmpty, !isShutDown else { return }
        clock = Task {
            while !Task.isCancelled, !entries.isEmpty {
                try? await Task.sleep(for: interval)
                if !Task.isCancelled { await tick(at: .now) }
            }
            clock = nil
        }
    }
}

// MARK: One rollout

extension RolloutRunner {
    private func look(_ entry: inout Entry, at now: Timestamp) async {
        if entry.rollout.effect == nil {
            do {
                let shares = try await traffic.shares(of: entry.rollout.service)
                guard shares == entry.rollout.standingShares else { throw TrafficMoved(shares: shares) }
            } catch {
                return await leave(&entry, because: error, at: now)
            }
            let counts = await traffic.counts(for: entry.rollout)
            if let seen = entry.seen {
                let observation = Observation(
                    candidate: counts.candidate.since(seen.candidate), baseline: counts.baseline.since(seen.baseline))
                entry.rollout.observe(observation, at: now)
            }
            entry.seen = counts
        }
        entry.rollout.advance(at: now)
        await proceed(&entry, at: now)
    }

    /// Stores the rollout and carries out what is due; what fails is tried again at the next look.
    private func proceed(_ entry: inout Entry, at now: Timestamp) async {
        do {
            try await settle(&entry, at: now)
            entry.problem = nil
        } catch let error as TrafficMoved {
            await leave(&entry, because: error, at: now)
        } catch let error as MeridianError where error.code == .documentConflict {
            // Someone else has it; what they stored holds.
            if let stored = try? await store.open(of: entry.rollout.service), stored.rollout.id == entry.rollout.id {
                entry = Entry(stored)
            } else if let ended = try? await find(entry.rollout.id, of: entry.rollout.service) {
                entry.rollout = ended
            }
        } catch {
            let text = MeridianError(.rolloutFailed, "\(error)").description
            if entry.problem != text { tell(.error, text, entry.rollout) }
            entry.problem = text
        }
    }

    private func settle(_ entry: inout Entry, at now: Timestamp) async throws {
        try await save(&entry)
        while let effect = entry.rollout.effect {
            try await traffic.carryOut(effect, of: entry.rollout)
            entry.rollout.carriedOut(effect, at: now)
            entry.seen = await traffic.counts(for: entry.rollout)
            entry.rollout.advance(at: now)
            try await save(&entry)
        }
    }

    private func save(_ entry: inout Entry) async throws {
        guard entry.rollout != entry.stored.rollout else { return }
        entry.stored.revision = try await store.save(entry.rollout, over: entry.stored.revision)
        let before = entry.stored.rollout.events
        entry.stored.rollout = entry.rollout
        for event in entry.rollout.events where !before.contains(event) {
            tell(entry.rollout.phase == .rollingBack ? .warning : .notice, event.text, entry.rollout)
        }
    }

    /// Ends a rollout whose traffic is no longer its own.
    private func leave(_ entry: inout Entry, because error: any Error, at now: Timestamp) async {
        entry.rollout.superseded((error as? TrafficMoved)?.reason ?? "\(error)", at: now)
        do {
            try await save(&entry)
        } catch {
            entry.problem = "\(error)"
        }
    }
}
