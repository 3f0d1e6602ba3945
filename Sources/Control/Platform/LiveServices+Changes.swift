import Engine
import MeridianCore
import Persistence
import Telemetry

extension LiveServices {
    /// How long the parts of a change took, in milliseconds.
    struct ChangeTiming: Sendable {
        var start = 0.0
        var swap = 0.0
    }

    /// Makes a service what a catalog says: starts what requests will reach, writes it down in one step, changes the
    /// gateway over, and lets go what is reached no more. When any of it fails everything stays as it was.
    ///
    /// Called in the service's turn of ``changes``.
    /// - Parameter trying: A release to be started as well, to see that it does.
    /// - Throws: Why an instance did not start (422), ``ErrorCode/documentConflict``, ``ErrorCode/shuttingDown``.
    @discardableResult
    func apply(_ catalog: ServiceCatalog, trying: Int? = nil) async throws -> ChangeTiming {
        let name = catalog.service
        guard !isShuttingDown else {
            throw MeridianError(.shuttingDown, "the platform is shutting down; try again later", status: 503)
        }
        let former = services[name]
        var timing = ChangeTiming()
        var stopwatch = Stopwatch()
        var ready = try await start(catalog, trying: trying, over: former)
        timing.start = stopwatch.lap()
        do {
            ready.catalog = try await store.save(catalog, over: former?.catalog)
        } catch {
            await undo(ready, over: former)
            throw error
        }
        // From here on nothing fails.
        let kept = Set(ready.catalog.releases.map(\.number))
        let dropped = ready.active.filter { !kept.contains($0.key) }.map(\.value)
        ready.active = ready.active.filter { kept.contains($0.key) }
        let changesLive = former?.live !== ready.live
        ready.timers = changesLive ? ready.live.flatMap { TimerRunner.start($0, reporting: self) } : former?.timers
        services[name] = ready
        await publish()
        if changesLive { await former?.timers?.stop() }
        let named = ready.catalog.named
        for (number, release) in ready.active where !named.contains(number) {
            if number == trying || former?.catalog.named.contains(number) == true { await release.active.rest() }
        }
        letGo(dropped, digests: former?.catalog.releases.filter { !kept.contains($0.number) }.map(\.digest) ?? [])
        timing.swap = stopwatch.lap()
        return timing
    }

    /// Makes every release callable that requests will reach, with instances where they did not reach it before.
    private func start(
        _ catalog: ServiceCatalog, trying: Int?, over former: Service?
    ) async throws -> Service {
        var ready = Service(catalog: catalog, active: former?.active ?? [:])
        let named = former?.catalog.named ?? []
        for number in catalog.named.union(trying.map { [$0] } ?? []).sorted() {
            let isNew = !named.contains(number)
            do {
                if let known = ready.active[number] {
                    if isNew { try await known.active.stand() }
                } else {
                    ready.active[number] = try await open(catalog.existing(number), of: catalog.service, verify: true)
                }
            } catch {
                if isNew {
                    await undo(ready, over: former)
                    throw refusal(error, service: catalog.service, release: number)
                }
                // It did not answer before either.
                if number == catalog.live?.targets.release { ready.problem = "\(error)" }
            }
        }
        return ready
    }

    /// The caller's package is at fault, not the platform.
    private func refusal(_ error: any Error, service: ServiceName, release: Int) -> any Error {
        guard var error = error as? MeridianError else { return error }
        if error.code != .damagedRelease, error.status >= 500 { error.status = 422 }
        tell(.error, "release \(release) does not start: \(error)", service: service, release: release)
        return error
    }

    private func undo(_ ready: Service, over former: Service?) async {
        for (number, release) in ready.active {
            if former?.active[number] == nil {
                await engine.retire(release.active)
            } else if former?.catalog.named.contains(number) == false {
                await release.active.rest()
            }
        }
    }

    /// - Parameters:
    ///   - verify: Whether to start an instance of each group, to see that it does.
    ///   - keepsStandby: Whether instances stand by.
    func open(
        _ record: ReleaseRecord, of service: ServiceName, verify: Bool, keepsStandby: Bool = true
    ) async throws(MeridianError) -> LiveRelease {
        let release = try await packages.open(record, of: service)
        let active = try await engine.activate(release, verify: verify, keepsStandby: keepsStandby)
        do {
            return try LiveRelease(active)
        } catch {
            await engine.retire(active)
            throw error
        }
    }

    /// Ends releases that are no more, and removes packages that nothing needs then: those of releases that still serve
    /// when they have finished.
    func letGo(_ releases: [LiveRelease], digests: [BlobDigest]) {
        var rest = Set(digests)
        for release in releases {
            guard let digest = BlobDigest(release.release.digest) else { continue }
            rest.remove(digest)
            retireLater(release) { await self.collect([digest]) }
        }
        if !rest.isEmpty { Task { [rest] in await collect(rest) } }
    }

    private func collect(_ digests: Set<BlobDigest>) async {
        await packages.collect(digests) { await self.isUsed($0) }
    }

    /// Removes every package that nothing needs.
    func collectAll() async throws {
        guard services.values.allSatisfy({ $0.catalog.damagedReleases.isEmpty }) else { return }
        try await packages.collectAll { await self.isUsed($0) }
    }

    func isUsed(_ digest: BlobDigest) -> Bool {
        services.values.contains { service in
            service.catalog.releases.contains { $0.digest == digest }
                || service.active.values.contains { $0.release.digest == digest.rawValue }
        }
    }
}
