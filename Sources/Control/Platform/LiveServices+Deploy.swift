import Engine
import MeridianCore
import Telemetry

/// What a deployment led to.
struct Deployment: Sendable {
    var live: LiveRelease
    var isUnchanged: Bool
    var milliseconds: DeploymentDocument.Timing
}

extension LiveServices {
    /// Publishes a release and makes it live: store, start an instance, write down, change the gateway over, retire
    /// what was live before. When any of it fails, what was live stays live.
    /// - Parameter service: The service that it must be of.
    /// - Throws: A refusal of the package (status 400 or 413), why an instance did not start (422), or what failed.
    func deploy(_ source: ReleaseSource, for service: ServiceName) async throws -> Deployment {
        try await deployments.withTurn(on: service) {
            var stopwatch = Stopwatch()
            let directory = directory
            let package = try await blocking { try directory.store(source, for: service) }
            return try await deploy(package, stopwatch: &stopwatch)
        }
    }

    private func deploy(_ package: StoredPackage, stopwatch: inout Stopwatch) async throws -> Deployment {
        let name = package.manifest.service
        guard !isShuttingDown else {
            throw MeridianError(.shuttingDown, "the platform is shutting down; deploy again later", status: 503)
        }
        let former = services[name]
        if let live = former?.live, live.release.digest == package.digest {
            return Deployment(live: live, isUnchanged: true, milliseconds: .init(store: stopwatch.lap()))
        }
        var record = try await record(of: name)
        let store = stopwatch.lap()
        do {
            let release = Release(
                service: name, number: record.nextNumber, digest: package.digest, manifest: package.manifest,
                directory: package.directory)
            let active = try await activate(release)
            let start = stopwatch.lap()
            do {
                record.publish(
                    .init(number: release.number, digest: package.digest, size: package.size, publishedAt: .now))
                let dropped = record.prune(keeping: retainedReleases)
                try await save(record)
                install(active, record: record)
                try await publish()
                await former?.timers?.stop()
                tell(.notice, "release \(release.number) is live", service: name, release: release.number)
                retire(former?.live, of: name, removing: dropped)
            } catch {
                if services[name]?.live?.active === active {
                    await services[name]?.timers?.stop()
                    services[name] = former
                    try? await publish()
                }
                await engine.retire(active)
                throw error
            }
            guard let live = services[name]?.live else { throw CancellationError() }
            return Deployment(
                live: live, isUnchanged: false,
                milliseconds: .init(store: store, start: start, swap: stopwatch.lap()))
        } catch {
            await removeUnused([package.digest])
            throw error
        }
    }

    /// Takes a service away: no request finds it from now on; what is under way finishes.
    func remove(_ name: ServiceName) async throws {
        try await deployments.withTurn(on: name) {
            guard let former = services[name] else {
                throw MeridianError(.unknownService, "no service '\(name)' is deployed", status: 404)
            }
            let directory = directory
            try await blocking { try directory.removeRecord(name) }
            services[name] = nil
            try await publish()
            await former.timers?.stop()
            do {
                try await deliveries.forget(name)
            } catch {
                tell(.error, "settings and timers of the service '\(name)' are left behind: \(error)", service: nil)
            }
            tell(.notice, "the service was removed", service: nil)
            logs.forget(service: name)
            retire(former.live, of: name, removing: former.record.releases.map(\.digest))
        }
    }

    private func activate(_ release: Release) async throws -> ActiveRelease {
        do {
            return try await engine.activate(release, verify: true)
        } catch {
            var error = error
            // The caller's package is at fault, not the platform.
            error.status = 422
            tell(.error, "release \(release.number) does not start: \(error)", service: release.service)
            throw error
        }
    }

    private func record(of name: ServiceName) async throws -> ServiceRecord {
        if let record = services[name]?.record { return record }
        let directory = directory
        return try await blocking {
            do {
                return try directory.loadRecord(name) ?? ServiceRecord(service: name)
            } catch let error as MeridianError where error.code == .corruptedDocument {
                return try directory.replaceDamaged(name)
            }
        }
    }

    private func save(_ record: ServiceRecord) async throws {
        let directory = directory
        try await blocking { try directory.save(record) }
    }

    private func removeUnused(_ digests: [String]) async {
        let directory = directory
        for digest in digests where !isUsed(digest) {
            try? await blocking { directory.removePackage(digest) }
        }
    }

    private func retire(_ former: LiveRelease?, of name: ServiceName, removing digests: [String]) {
        let removeUnused: @Sendable () async -> Void = {
            await self.deployments.withTurn(on: name) { await self.removeUnused(digests) }
        }
        if let former {
            retireLater(former, then: removeUnused)
        } else {
            Task { await removeUnused() }
        }
    }

    private func isUsed(_ digest: String) -> Bool {
        services.values.contains { $0.record.releases.contains { $0.digest == digest } }
    }
}
