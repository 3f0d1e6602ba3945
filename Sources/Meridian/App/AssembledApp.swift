import Logging
package import MeridianCore

/// An app with its plug-ins, put together and checked, but not started: what every host runs.
package final class AssembledApp: Sendable {
    package let table: FunctionTable
    package let timeline: Timeline
    let container: Container
    let parts: AppParts
    let environment: Environment
    let logger: Logger
    let progress = AppProgress()

    /// - Parameters:
    ///   - service: The name of the service, when it is not the app's own.
    ///   - environment: Tells the stage and the settings that win over all others.
    ///   - logs: Where loggers write.
    ///   - overrides: What a test puts in the place of providers and settings.
    ///   - make: Makes the app.
    /// - Throws: `MeridianError` when functions, plug-ins or providers can't stand together. Nothing has been made
    ///   then but the app itself.
    package init<App: FunctionApp>(
        service: String = App.name, environment: Environment = .process, logs: LogDestination = .system,
        overrides: AppOverrides = AppOverrides(), _ make: () -> App
    ) throws(MeridianError) {
        let timeline = Timeline()
        let wiring = Wiring()
        let collected = Wiring.$current.withValue(wiring) {
            Result { () throws(MeridianError) in
                try AppParts(make(), service: service, environment: environment, timeline: timeline)
            }
        }
        var parts = try collected.get()
        parts.settings = wiring.settings
        parts.configuration.merge(overrides.configuration, layer: "the overrides of the test")
        for override in overrides.providers { parts.setup.providers.override(override) }
        let logger = logs.makeLogger(service, "app")
        if !parts.setup.providers.list.isEmpty || !wiring.needs.isEmpty {
            parts.setup.providers.addOwn(
                timeline: timeline, logger: logger, healthChecks: HealthChecks(list: parts.setup.healthChecks))
        }
        container = try Container(parts.setup.providers, needs: wiring.needs)
        table = try FunctionTable(
            functions: parts.functions, service: service, environment: environment, logs: logs,
            surroundings: parts.setup.middleware,
            observers: parts.setup.observers + Self.marking(parts, environment, timeline),
            bindsInvocations: container.graph.hasRequestScope,
            bindings: Bindings(environment, stubs: overrides.services))
        self.parts = parts
        self.timeline = timeline
        self.environment = environment
        self.logger = logger
        timeline.mark("app.checked")
    }

    /// Whoever looks at invocations or at the timeline wants to know when the first one was.
    private static func marking(
        _ parts: AppParts, _ environment: Environment, _ timeline: Timeline
    ) -> [any InvocationObserver] {
        let isWanted = !parts.setup.observers.isEmpty || environment["MERIDIAN_TIMELINE"] == "1"
        return isWanted ? [FirstInvocation(timeline)] : []
    }
}

/// What a test puts in the place of an app's own.
package struct AppOverrides: Sendable {
    package var providers: [ProviderOverride] = []
    package var configuration = Configuration()
    package var services: [String: Bindings.Stub] = [:]

    package init() {}
}

extension Environment {
    /// What `MERIDIAN_STAGE` says; `production` when it says nothing.
    var stage: String { self["MERIDIAN_STAGE"] ?? "production" }
}

extension Providers {
    /// What every app provides.
    mutating func addOwn(timeline: Timeline, logger: Logger, healthChecks: HealthChecks) {
        let place = SourcePlace(file: "Meridian", line: 0)
        func add<Value: Sendable>(_ type: Value.Type, _ make: @escaping @Sendable (Container) -> Value) {
            guard !list.contains(where: { $0.key == ProviderKey(type) }) else { return }
            append(
                Provider(
                    key: ProviderKey(type), scope: .singleton, dependencies: [], place: place,
                    making: .once { resolve in Held(make(resolve.container)) }, destroy: nil))
        }
        add(Configuration.self) { $0.configuration }
        add(Timeline.self) { _ in timeline }
        add(Logger.self) { _ in logger }
        add(HealthChecks.self) { _ in healthChecks }
    }
}
