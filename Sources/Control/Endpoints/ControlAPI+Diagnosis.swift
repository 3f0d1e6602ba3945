import Access
import Engine
import Gateway
import MeridianCore
import NIOCore
import Persistence
import Traces

extension ControlAPI {
    /// Looks at everything that usually goes wrong with a running platform.
    func diagnose(_ request: ControlRequest) async throws -> ControlResponse {
        var diagnosis = Diagnosis()
        let path = platform.directory.path
        if let space = try await Blocking.run({ Machine.space(of: path) }) { diagnosis.judge(space) }
        diagnosis.judge(clock: Machine.isClockKept)
        diagnosis.judge(isSandboxed: platform.configuration.engine.sandbox != nil)
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
        }
        diagnosis.judge(try await platform.deliveries.status())
        diagnosis.judge(platform.rates.rates(seconds: 300, mostRequests: .max))
        diagnosis.judge(access.tokens.all, now: .now)
        return try .json(diagnosis.document)
    }

    /// Samples where the instances of a function spend processor time, for `seconds` (1 to 60, otherwise 5).
    func profileFunction(_ request: ControlRequest) async throws -> ControlResponse {
        let (service, name) = (try request.service(), try request.function())
        let seconds = try request.number("seconds", in: 1...60) ?? 5
        _ = try await services.function(name, of: service)
        let live = try await services.live(service)
        guard live.release.manifest.runtime != .javascript else {
            throw MeridianError(
                .notProfilable,
                "'\(service)/\(name)' runs in JavaScriptCore, which offers no sampling profiler through its C interface",
                status: 409)
        }
        let processes = await live.active.status()
            .filter { $0.functions.contains(name.rawValue) }
            .flatMap { $0.instances.filter { $0.state == "ready" }.map(\.pid) }
        guard !processes.isEmpty else {
            throw MeridianError(
                .nothingRuns, "no instance of '\(service)/\(name)' runs; call it, then try again", status: 409)
        }
        let stacks = try await CPUSampler(processes: processes, seconds: seconds).run(
            in: platform.directory.path + "/uploads")
        return try .json(
            CPUProfileDocument(
                service: service, function: name, release: live.release.number, processes: processes, seconds: seconds,
                samples: stacks.total, folded: stacks.text))
    }
}
