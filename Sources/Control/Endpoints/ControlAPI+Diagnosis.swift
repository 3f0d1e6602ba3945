import Access
import Delivery
import Engine
import Gateway
import MeridianCore
import NIOCore
import Persistence
import SecureTransport
import Synchronization
import Traces

extension ControlAPI {
    /// Of a profile of the processor, in seconds.
    static let longestProfile = 60

    /// Looks at everything that usually goes wrong with a running platform.
    func diagnose(_ request: ControlRequest) async throws -> ControlResponse {
        let now = Timestamp.now
        var diagnosis = Diagnosis()
        try await judgeMachine(now, &diagnosis)
        diagnosis.judge(metrics: platform.metrics.state.withLock { $0.storeProblem })
        let division = platform.engine.processorDivision
        diagnosis.judge(division)
        diagnosis.judge(readingPauses: platform.gateway.readingPauses)
        diagnosis.judge(platform.telemetry.traces.status, of: "traces")
        diagnosis.judge(platform.telemetry.logs.status)
        if let losses = platform.exporter?.losses { diagnosis.judge(exported: losses.dropped, losses.problem) }
        for (name, service) in await services.all {
            if let problem = service.problem { diagnosis.add(unusable: name, problem) }
            for (number, release) in service.active.sorted(by: { $0.key < $1.key }) {
                diagnosis.judge(await release.active.status(), of: name, release: number)
                let manifest = release.release.manifest
                let limit = manifest.functions.compactMap { manifest.options(of: $0).cpuLimit }.max()
                if release === service.live, division.way == .niceValues, let limit {
                    diagnosis.add(unkept: limit, of: name)
                }
            }
            try await judgePackages(of: service.catalog, &diagnosis)
            judgeTimers(of: service, &diagnosis)
        }
        diagnosis.judge(try await platform.deliveries.status())
        diagnosis.judge(platform.rates.rates(seconds: 300, mostRequests: .max))
        diagnosis.judge(access.tokens.all, now: now)
        for (domain, entry) in platform.domains.all where entry.record.certificate != nil {
            diagnosis.judge(domain, entry.certificate?.validity, now: now)
        }
        return try .json(diagnosis.document)
    }

    private func judgeMachine(_ now: Timestamp, _ diagnosis: inout Diagnosis) async throws {
        let path = platform.directory.path
        if let space = try await Blocking.run({ Machine.space(of: path) }) { diagnosis.judge(space) }
        diagnosis.judge(clock: Machine.isClockKept)
        let steady = platform.startedAtSteady.duration(to: .now).milliseconds
        let passed = Double(now.milliseconds - platform.startedAt.milliseconds)
        diagnosis.judge(clockMovedBy: (passed - steady) / 1_000, zone: Machine.timeZone)
        diagnosis.judge(isSandboxed: platform.configuration.engine.sandbox != nil)
    }

    /// What a platform that is started again would need.
    private func judgePackages(of catalog: ServiceCatalog, _ diagnosis: inout Diagnosis) async throws {
        for alias in catalog.damagedAliases.sorted() { diagnosis.add(damagedAlias: alias, of: catalog.service) }
        for number in catalog.named.sorted() {
            guard let record = catalog.release(number) else {
                for alias in catalog.aliases(of: number) { diagnosis.add(damagedAlias: alias, of: catalog.service) }
                continue
            }
            let presence = try await services.packages.presence(of: record)
            guard !presence.isComplete else { continue }
            diagnosis.add(
                missingPackageOf: number, catalog.service, named: catalog.aliases(of: number),
                isUnpacked: presence.isUnpacked)
        }
    }

    private func judgeTimers(of service: LiveServices.Service, _ diagnosis: inout Diagnosis) {
        let name = service.catalog.service
        for function in service.live?.release.manifest.functions ?? [] {
            let hasTimer = function.triggers.contains { if case .timer = $0 { true } else { false } }
            let settings = platform.deliveries.settings.settings(of: function.name, in: name)
            guard hasTimer, let zone = settings.timeZone, ZoneOffset(named: zone) == nil else { continue }
            diagnosis.add(unknownZone: zone, of: function.name, in: name)
        }
    }

    /// Samples where the instances of a function spend processor time, for `seconds` (1 to 60, otherwise 5).
    func profileFunction(_ request: ControlRequest) async throws -> ControlResponse {
        let (service, name) = (try request.service(), try request.function())
        let seconds = try request.number("seconds", in: 1...Self.longestProfile) ?? 5
        let (_, position) = try await services.function(name, of: service)
        let live = try await services.live(service)
        func check(_ processes: [Int]) throws {
            guard processes.isEmpty else { return }
            throw MeridianError(
                .nothingRuns, "no instance of '\(service)/\(name)' runs; call it, then try again", status: 409)
        }
        let processes: [Int]
        let stacks: FoldedStacks
        if live.release.manifest.runtime == .javascript {
            let profile = try await live.active.sampleScript(of: position, for: .seconds(seconds))
            processes = profile.processes
            stacks = FoldedStacks(profile.folded)
        } else {
            processes = await live.active.status().filter { $0.functions.contains(name.rawValue) }
                .flatMap { $0.instances.filter { $0.state == "ready" }.map(\.pid) }
            try check(processes)
            stacks = try await CPUSampler(processes: processes, seconds: seconds).run(
                in: platform.directory.path + "/uploads")
        }
        try check(processes)
        guard stacks.total > 0 else {
            throw MeridianError(
                .profilerFailed, "the function did nothing while it was sampled for \(seconds) s; call it meanwhile",
                status: 409)
        }
        return try .json(
            CPUProfileDocument(
                service: service, function: name, release: live.release.number, processes: processes, seconds: seconds,
                samples: stacks.total, folded: stacks.text))
    }
}
