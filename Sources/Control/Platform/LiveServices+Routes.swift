import Engine
import Gateway
import MeridianCore
import Telemetry

extension LiveServices {
    /// Hands the gateway what can be called now. Returns when every event loop goes by it.
    func publish() async {
        await publications.withTurn(on: true) {
            let table = RoutingTable(
                services: services.map { $0.value.routes(open: lambda[$0.key].map { Set($0.addresses.keys) }) },
                domains: domains.routes, defaultService: defaultService,
                wake: { [weak self] service, release in await self?.wake(release, of: service) })
            await gateway.update(table)
            deliveries.update(services.compactMapValues { $0.live?.release.manifest.functions })
        }
        if !standby.all.isEmpty || lambda.hasProvisions { await keepStandby() }
    }

    /// Makes a release callable whose preview is asked for. No instance is started before the first request reaches it.
    /// - Returns: Why it could not be.
    func wake(_ number: Int, of name: ServiceName) async -> MeridianError? {
        await changes.withTurn(on: name) {
            do throws(MeridianError) {
                guard try service(name).active[number] == nil else { return nil }
                guard !isShuttingDown else {
                    throw MeridianError(.shuttingDown, "the platform is shutting down", status: 503)
                }
                let record = try service(name).catalog.existing(number)
                let release = try await open(record, of: name, verify: false, keepsStandby: false)
                services[name]?.active[number] = release
            } catch {
                tell(.error, "release \(number) can't be previewed: \(error)", service: name, release: number)
                return error
            }
            await publish()
            return nil
        }
    }
}

extension LiveServices.Service {
    /// - Parameter open: The aliases whose addresses answer; `nil` for all of them, and the previews with them.
    fileprivate func routes(open: Set<String>?) -> ServiceRoutes {
        var aliases: [String: Traffic] = [:]
        for (name, alias) in catalog.aliases where open?.contains(name.rawValue) != false {
            if let traffic = traffic(alias.record) { aliases[name.rawValue] = traffic }
        }
        return ServiceRoutes(
            catalog.service, live: aliases[AliasName.live.rawValue], aliases: aliases,
            previews: open == nil ? active.values.map(\.entry) : [],
            asleep: open == nil ? Set(catalog.releases.lazy.map(\.number).filter { active[$0] == nil }) : [])
    }

    /// What can't be called gets no share.
    private func traffic(_ alias: AliasRecord) -> Traffic? {
        let targets = alias.targets
        guard let release = active[targets.release]?.entry else { return nil }
        return Traffic(
            release,
            candidate: targets.candidate.flatMap { candidate in
                active[candidate.release].map { .init($0.entry, weight: candidate.weight) }
            },
            rules: targets.rules.compactMap { rule in
                active[rule.release].map { .init(rule.key.requestKey, equals: rule.equals, release: $0.entry) }
            },
            sticky: targets.sticky?.requestKey, pin: targets.pin.map { pin(alias, by: $0) })
    }

    /// The pages of releases that the alias leads to or led to keep theirs. What was rolled back keeps none.
    private func pin(_ alias: AliasRecord, by key: AliasTargets.Key) -> Traffic.Pin {
        let numbers = alias.targets.releases.union(alias.former)
        return Traffic.Pin(
            key.requestKey, releases: numbers.compactMap { active[$0]?.entry },
            asleep: Set(numbers.filter { active[$0] == nil && catalog.release($0) != nil }))
    }
}

extension AliasTargets.Key {
    fileprivate var requestKey: RequestKey {
        switch self {
        case .header(let name): RequestKey(.header, name)
        case .cookie(let name): RequestKey(.cookie, name)
        case .query(let name): RequestKey(.query, name)
        }
    }
}
