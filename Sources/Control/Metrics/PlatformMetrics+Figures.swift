import Gateway
import MeridianCore
import Synchronization
import Telemetry
import Traces

extension PlatformMetrics {
    /// What was counted of functions since the platform was started: requests as of now, the rest as of the last second.
    func figures() async -> FunctionFigures {
        let (waits, instances) = state.withLock { ($0.usage.functions, $0.usage.instances) }
        var functions: [RequestLedger.Row: FunctionFigures.Function] = [:]
        func change(_ row: RequestLedger.Row, _ body: (inout FunctionFigures.Function) -> Void) {
            body(&functions[row, default: .init(service: row.service, function: row.function, release: row.release)])
        }
        for (service, releases) in await gateway.counts().versions {
            for (release, snapshots) in releases {
                for (function, snapshot) in snapshots {
                    change(.init(service: service, function: function, release: release)) { $0.requests = snapshot }
                }
            }
        }
        for (key, figures) in waits {
            guard let function = key.function else { continue }
            change(.init(service: key.service, function: function, release: key.release)) {
                $0.queueTimes.merge(figures.queueTimes)
                $0.coldStarts += figures.coldStarts
            }
        }
        return FunctionFigures(
            functions: functions.values.sorted {
                ($0.service.rawValue, $0.function.rawValue, $0.release)
                    < ($1.service.rawValue, $1.function.rawValue, $1.release)
            },
            groups: instances.map { key, figures in
                .init(
                    service: key.service, group: key.group, release: key.release, initDurations: figures.initDurations,
                    processorMicroseconds: figures.processorMicroseconds, residentBytes: figures.residentBytes)
            }
            .sorted {
                ($0.service.rawValue, $0.group, $0.release) < ($1.service.rawValue, $1.group, $1.release)
            })
    }
}
