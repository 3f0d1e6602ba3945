import Logging
package import MeridianCore
import Synchronization

/// How far an app has come.
final class AppProgress: Sendable {
    /// The plug-ins that have been started.
    let startedPlugins = Mutex(0)
    let start = Mutex<Task<Void, any Error>?>(nil)
    let hasStarted = Mutex(false)
    /// Whether requests are taken.
    let isReady = Mutex(false)
}

extension AssembledApp {
    /// Reads the configuration, makes the objects, starts plug-ins and the app. What had been started before a
    /// failure is stopped again.
    package func start() async throws(MeridianError) {
        do throws(MeridianError) {
            let configuration = try await loadConfiguration()
            container.configuration = configuration
            for setting in parts.settings { try setting.fill(configuration) }
            if !container.isEmpty {
                try await container.start()
                if environment.isDevelopment { try container.rehearse() }
                timeline.mark("app.objects")
            }
            try await startPlugins()
            do { try await parts.app.onStart() } catch {
                throw MeridianError(lifecycle: "the app could not start", error)
            }
        } catch {
            await stopPlugins()
            await container.stop(report)
            throw error
        }
        progress.hasStarted.withLock { $0 = true }
        if !table.observers.isEmpty {
            for observer in table.observers { table.manifest.forEach(observer.functionStarted) }
            timeline.mark("functions.started")
        }
        timeline.mark("app.started")
    }

    /// Starts once, whoever asks first; others wait for it.
    package func startOnce() async throws {
        let task = progress.start.withLock { task in
            if let task { return task }
            let new = Task { try await self.start() }
            task = new
            return new
        }
        try await task.value
    }

    /// Tells plug-ins and the app that requests are taken.
    package func ready() async throws(MeridianError) {
        for plugin in parts.plugins {
            do { try await plugin.ready() } catch {
                throw MeridianError(lifecycle: "the plug-in \(plugin.name) failed when the app was ready", error)
            }
            timeline.mark("plugin.\(plugin.name).ready")
        }
        do { try await parts.app.onReady() } catch {
            throw MeridianError(lifecycle: "the app failed when it was ready", error)
        }
        progress.isReady.withLock { $0 = true }
        timeline.mark("app.ready")
        if environment["MERIDIAN_TIMELINE"] == "1" { StandardStream.complain(timeline.text) }
    }

    /// Stops the app and plug-ins and destroys the objects, last started first. Failures are logged. An
    /// app that has not started has nothing to stop.
    package func stop() async {
        let hasStarted = progress.hasStarted.withLock { hasStarted in
            defer { hasStarted = false }
            return hasStarted
        }
        guard hasStarted else { return }
        progress.isReady.withLock { $0 = false }
        do { try await parts.app.onStop() } catch {
            report(MeridianError(lifecycle: "the app could not stop", error))
        }
        await stopPlugins()
        await container.stop(report)
        timeline.mark("app.stopped")
    }

    /// Whether requests are taken: from ``ready()`` to ``stop()``.
    package var isReady: Bool { progress.isReady.withLock { $0 } }

    private func loadConfiguration() async throws(MeridianError) -> Configuration {
        var configuration = parts.configuration
        for source in parts.sources {
            do {
                let loaded = try await source.load(stage: parts.setup.stage)
                configuration.merge(loaded, layer: "the source \(source.name)")
            } catch {
                throw MeridianError(
                    .configurationSourceFailed, "the source \(source.name) of configuration failed", cause: error)
            }
            timeline.mark("source.\(source.name)")
        }
        configuration.overlay(environment)
        return configuration
    }

    private func startPlugins() async throws(MeridianError) {
        for plugin in parts.plugins {
            do { try await plugin.start() } catch {
                throw MeridianError(lifecycle: "the plug-in \(plugin.name) could not start", error)
            }
            progress.startedPlugins.withLock { $0 += 1 }
            timeline.mark("plugin.\(plugin.name).start")
        }
    }

    private func stopPlugins() async {
        let started = progress.startedPlugins.withLock { count in
            defer { count = 0 }
            return count
        }
        for plugin in parts.plugins.prefix(started).reversed() {
            do { try await plugin.stop() } catch {
                report(MeridianError(lifecycle: "the plug-in \(plugin.name) could not stop", error))
            }
            timeline.mark("plugin.\(plugin.name).stop")
        }
    }

    private func report(_ error: MeridianError) {
        logger.error("\(error)")
    }
}
