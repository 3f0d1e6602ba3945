import MeridianCore

/// What an app and its plug-ins declare.
struct AppParts: Sendable {
    let app: any FunctionApp
    /// Each after those it depends on.
    let plugins: [any Plugin]
    let sources: [any ConfigurationSource]
    /// The layers that are known without asking a source.
    var configuration = Configuration()
    /// What properties ask for.
    var settings: [SettingNeed] = []
    var setup: AppSetup

    init<App: FunctionApp>(
        _ app: App, service: String, environment: Environment, timeline: Timeline
    ) throws(MeridianError) {
        let stage = environment.stage
        self.app = app
        plugins = try PluginOrder.sorted(app.plugins)
        sources = app.configurationSources
        for plugin in plugins {
            configuration.merge(plugin.configuration, layer: "the defaults of the plug-in \(plugin.name)")
        }
        configuration.merge(app.configuration, layer: "the app")
        configuration.merge(app.configuration(for: stage), layer: "the app for the stage \(stage)")
        var known = configuration
        known.overlay(environment)
        setup = AppSetup(service: service, stage: stage, configuration: known)
        setup.functions = app.functions.functions
        setup.ownMiddleware = app.middleware
        timeline.mark("app.functions")
        for plugin in plugins {
            do {
                try plugin.configure(&setup)
            } catch {
                throw MeridianError(lifecycle: "the plug-in \(plugin.name) could not be configured", error)
            }
            timeline.mark("plugin.\(plugin.name).configure")
        }
        setup.middleware += setup.ownMiddleware
        app.provide(&setup.providers)
    }

    /// The functions with what surrounds all of them.
    var functions: [Function] {
        setup.functions.map { function in
            var function = function
            function.layers = setup.middleware + function.layers
            function.resultEncoder = function.resultEncoder ?? app.results
            return function
        }
    }
}

extension MeridianError {
    /// An error of an app or a plug-in; one that has a number keeps it.
    init(lifecycle message: String, _ error: any Error) {
        self = error as? MeridianError ?? MeridianError(.lifecycleFailed, message, cause: error)
    }
}
