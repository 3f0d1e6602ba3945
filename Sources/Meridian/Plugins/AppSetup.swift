/// An app while it is put together, for plug-ins to add to.
public struct AppSetup: Sendable {
    /// The name of the service.
    public let service: String
    /// What `MERIDIAN_STAGE` says; `production` when it says nothing.
    public let stage: String
    /// All settings but those of the app's sources, which are only read at start.
    public internal(set) var configuration: Configuration
    public var providers = Providers()
    /// What surrounds every function, outermost first. That of plug-ins surrounds that of the app.
    public var middleware: [any FunctionLayer] = []
    /// What is asked whether the service is ready.
    public var healthChecks: [any HealthCheck] = []
    /// The functions of the app, followed by those that plug-ins have added.
    public internal(set) var functions: [Function] = []
    var observers: [any InvocationObserver] = []
    /// What the app puts around every function.
    var ownMiddleware: [any FunctionLayer] = []

    init(service: String, stage: String, configuration: Configuration) {
        self.service = service
        self.stage = stage
        self.configuration = configuration
    }

    /// What surrounds every function, as far as it is known: that of plug-ins before this one, and the app's.
    public var declaredLayers: [any FunctionLayer] { middleware + ownMiddleware }

    /// Adds functions.
    public mutating func add(@FunctionGroupBuilder _ functions: () -> FunctionList) {
        self.functions += functions().functions
    }

    /// Adds someone who is told of every invocation.
    public mutating func observe(_ observer: any InvocationObserver) {
        observers.append(observer)
    }
}
