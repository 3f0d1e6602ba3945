import Control
import Foundation
import MeridianCore
import ServiceLifecycle
import Telemetry

/// Keeps what is live in step with the sources until it is told to stop.
struct DevelopmentSession: Service {
    let cycle: DevelopmentCycle
    let report: DevelopmentReport

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await showLogs() }
                group.addTask { try await followSources() }
                try await group.next()
                group.cancelAll()
            }
        }
    }

    private func followSources() async throws {
        var watcher = SourceWatcher(
            cycle.builder.directory.path, watchesAll: cycle.package == nil,
            interval: cycle.package == nil ? SourceWatcher.quick : SourceWatcher.interval)
        var shown: [FunctionDocument] = []
        var isServing = false
        while true {
            do {
                let outcome = try await cycle.run()
                isServing = true
                let functions = outcome.deployment.functions.map { function in
                    var plain = function
                    plain.release = 0
                    return plain
                }
                report.live(outcome, showsTable: functions != shown)
                shown = functions
            } catch is CancellationError {
                return
            } catch {
                if Task.isCancelled { return }
                report.failed(error, isServing: isServing)
            }
            do {
                report.changed(try await watcher.change())
            } catch {
                return
            }
        }
    }

    private func showLogs() async {
        let subscription = cycle.platform.logs.subscribe(LogFilter(minimumLevel: .debug))
        for await entry in subscription.entries { report.log(entry) }
    }
}
