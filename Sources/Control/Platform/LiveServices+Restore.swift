import Engine
import MeridianCore
import Persistence
import Telemetry

extension LiveServices {
    /// Services whose manifests are read and whose groups are made side by side.
    private static let restoredAtATime = 16

    /// Makes the releases that aliases name callable again. Instances are started only where standby asks for them. What
    /// can't be read is reported and left out.
    func restore() async throws {
        let (catalogs, problems) = try await store.load()
        for problem in problems { tell(.error, problem.description, service: nil) }
        // A document that can't be read may name packages that are wanted again.
        if problems.isEmpty {
            let used = Set(catalogs.values.lazy.flatMap { $0.releases.map(\.digest) })
            try await packages.collectAll { used.contains($0) }
        }
        await withTaskGroup(of: Void.self) { group in
            for (position, catalog) in catalogs.values.enumerated() {
                if position >= Self.restoredAtATime { await group.next() }
                group.addTask { await self.restore(catalog) }
            }
        }
        await publish()
    }

    private func restore(_ catalog: ServiceCatalog) async {
        var service = Service(catalog: catalog)
        let live = catalog.live?.targets.release
        if catalog.damagedAliases.contains(.live) {
            service.problem = "the document of its alias 'live' is damaged; promote a release"
        }
        for number in catalog.named.sorted() {
            do throws(MeridianError) {
                service.active[number] = try await open(catalog.existing(number), of: catalog.service, verify: false)
            } catch {
                if number == live { service.problem = error.description }
                tell(.error, "a release can't be served: \(error)", service: catalog.service, release: number)
            }
        }
        service.timers = service.live.flatMap { TimerRunner.start($0, reporting: self) }
        services[catalog.service] = service
    }

    /// Has the timers of a service go by the settings that it has now.
    func restartTimers(of name: ServiceName) async {
        await services[name]?.timers?.stop()
        guard !isShuttingDown, let live = services[name]?.live else { return }
        services[name]?.timers = TimerRunner.start(live, reporting: self)
    }
}
