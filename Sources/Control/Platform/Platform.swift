import Access
import Admission
import Engine
import Gateway
import HTTPTransport
public import Logging
public import MeridianCore
public import NIOCore
import Persistence
import Releases
public import ServiceLifecycle
import Synchronization
public import Telemetry
import Traces

/// A whole platform in one process: engine, gateway, control API and data directory.
///
/// ```swift
/// let platform = try Platform(configuration: configuration, group: group, logger: logger)
/// let addresses = try await platform.start()
/// …
/// await platform.shutdown()
/// ```
/// It is a `Service` as well: in a `ServiceGroup` it starts and, on a graceful shutdown, drains.
public final class Platform: Sendable {
    /// What a running platform listens on.
    public struct Addresses: Sendable {
        /// The URL of the gateway.
        public var gateway: String
        /// The URL of the gateway's HTTPS; `nil` when it does not listen for it.
        public var secure: String?
        /// The URL of the control API.
        public var control: String
    }

    private enum Phase: Sendable {
        case idle
        case running(ServiceAddresses)
        case draining
    }

    public let configuration: PlatformConfiguration
    /// The log lines of all services and of the platform.
    public let logs: LogStore
    let directory: DataDirectory
    /// Documents, blobs and events that survive the platform.
    let stores: EmbeddedStores
    let access: PlatformAccess
    let gateway: Gateway
    /// Spans and log lines on their way to the data directory.
    let telemetry: TelemetryRecorder
    let exporter: TelemetryExporter?
    private let calls: CallServer
    private let callAddress = CallAddress()
    let services: LiveServices
    let domains: LiveDomains
    let rollouts: RolloutRunner
    let eventStreams: EventStreams
    let rules: LiveRules
    let profiles: LiveProfiles
    let rates = RateRecorder()
    let metrics: PlatformMetrics
    let deliveries: Deliveries
    /// One change of a function by the Lambda-compatible API at a time.
    let lambdaChanges = TurnTaking<ServiceName>()
    let startedAt = Timestamp.now
    /// The same moment, by a clock that nobody moves.
    let startedAtSteady = ContinuousClock.now
    let engine: Engine
    let group: any EventLoopGroup
    private let logger: Logger
    private let phase = Mutex(Phase.idle)
    private let controlServer = Mutex<HTTPServer?>(nil)
    private let recording = Mutex<Task<Void, Never>?>(nil)

    /// Opens the data directory. Nothing runs before ``start()``.
    /// - Parameter group: The event loops of gateway, engine and control API; the platform does not shut them down.
    /// - Throws: ``MeridianError`` when the data directory can't be used.
    public init(
        configuration: PlatformConfiguration, group: any EventLoopGroup, logger: Logger, logs: LogStore = LogStore()
    ) throws(MeridianError) {
        self.configuration = configuration
        self.eventStreams = EventStreams(configuration.eventStreams)
        self.group = group
        self.logger = logger
        self.logs = logs
        self.directory = try DataDirectory(configuration.dataDirectory)
        let (masterKey, tightened) = try MasterKeyFile.load(in: directory.path)
        let identity = try IdentityFile.load(in: directory.path)
        self.stores = try EmbeddedStores(directory: directory.storePath, limits: configuration.events)
        self.access = PlatformAccess(
            owner: directory.token, key: masterKey, keyWasTightened: tightened, identity: identity,
            documents: stores.documents)
        var engineConfiguration = configuration.engine
        engineConfiguration.secrets = InstanceSecrets(store: access.secrets, others: configuration.engine.secrets)
        engineConfiguration.calls = callAddress
        self.engine = Engine(configuration: engineConfiguration, group: group, logs: logs)
        var gatewayConfiguration = configuration.gateway
        gatewayConfiguration.takesSpans = configuration.traces.isOn
        self.gateway = try Gateway(
            configuration: gatewayConfiguration, group: group, admission: engine.admission, logs: logs,
            logger: logger)
        self.metrics = try PlatformMetrics(
            gateway: gateway, engine: engine, directory: directory.metricsPath, limits: configuration.metrics
        ) { [logs, logger] problem in
            logs.append(LogEntry(level: .error, stream: .platform, message: problem.description))
            logger.error("\(problem)")
        }
        let archive = try LogArchive(
            directory: directory.logsPath,
            limits: .init(totalBytes: configuration.logBytes, maximumAge: configuration.logAge))
        var exporter: TelemetryExporter?
        if let address = configuration.otlp { exporter = try TelemetryExporter(address: address, metrics: metrics) }
        self.exporter = exporter
        logs.archive { [exporter] entry in
            archive.append(entry)
            exporter?.add(entry)
        }
        let traces = try TraceKeeper(
            directory: directory.tracesPath, settings: configuration.traces, clock: AdmissionClock.monotonic.now)
        if let exporter { traces.observe { exporter.add($0) } }
        self.telemetry = TelemetryRecorder(traces: traces, logs: archive, gateway: gateway)
        self.calls = CallServer(gateway, group: group)
        self.rules = LiveRules(store: stores.documents, gateway: gateway)
        self.deliveries = Deliveries(stores: stores, logs: logs, leaseTime: configuration.eventLease)
        self.domains = LiveDomains(
            documents: stores.documents, sealer: access.keySealer, certificates: gateway.certificates)
        self.services = LiveServices(
            store: ReleaseStore(documents: stores.documents),
            packages: PackageStore(directory: directory, blobs: stores.blobs), engine: engine, gateway: gateway,
            deliveries: deliveries, domains: domains, keys: access.keys,
            lambda: LambdaRecords(documents: stores.documents), logs: logs, traces: traces, logger: logger,
            configuration: configuration)
        let services = services
        self.rollouts = RolloutRunner(
            store: RolloutStore(documents: stores.documents),
            traffic: LiveTraffic(services: services, gateway: gateway), interval: configuration.rolloutInterval
        ) { level, message, rollout in
            services.tell(level, message, service: rollout.service, release: rollout.candidate)
        }
        self.profiles = LiveProfiles(store: stores.documents, rules: rules, services: services)
    }

    /// The secret of the control API.
    public var token: OwnerToken { directory.token }

    /// Makes the services of the data directory callable and begins to listen.
    /// - Throws: ``MeridianError`` when an address can't be used.
    public func start() async throws -> Addresses {
        if directory.tokenWasTightened {
            logger.warning("\(OwnerToken.fileName) was readable by other users; its mode is 0600 now")
        }
        if access.keyWasTightened {
            logger.warning("\(MasterKeyFile.name) was readable by other users; its mode is 0600 now")
        }
        let problems = try await access.load() + deliveries.load() + domains.load() + services.lambda.load()
        for problem in problems { services.tell(.error, problem.description, service: nil) }
        try await rules.restore()
        try await profiles.restore()
        callAddress.port = try await calls.start()
        try await services.restore()
        try await deliveries.start(to: services)
        let bound = try await gateway.start()
        let secureBound = try await gateway.startSecure()
        for problem in try await rollouts.restore() { services.tell(.error, problem.description, service: nil) }
        let addresses = ServiceAddresses(bound: bound, defaultService: configuration.defaultService)
        let api = ControlAPI(platform: self, addresses: addresses)
        try await gateway.serve(ControlHandler(access: access, endpoints: api.listenerEndpoints))
        let handler = try ControlHandler(
            access: access, endpoints: api.endpoints + LambdaEndpoints(platform: self, addresses: addresses).all)
        var serverConfiguration = HTTPServerConfiguration(address: configuration.control)
        serverConfiguration.maxBodySize = configuration.maxPackageSize
        // Many clients look for an answer only when all of a package is sent, so one that is refused is taken all the same.
        serverConfiguration.drainLimit = configuration.maxPackageSize
        let server = HTTPServer(configuration: serverConfiguration, group: group) { _ in handler }
        let controlBound = try await server.start()
        controlServer.withLock { $0 = server }
        telemetry.start()
        exporter?.start()
        recording.withLock { task in
            task = Task { [rates, gateway, metrics] in
                async let measuring: Void = metrics.run()
                await rates.run(gateway)
                await measuring
            }
        }
        phase.withLock { $0 = .running(addresses) }
        return Addresses(
            gateway: addresses.gateway,
            secure: secureBound.map { ServiceAddresses(bound: $0, defaultService: nil, isSecure: true).gateway },
            control: ServiceAddresses(bound: controlBound, defaultService: nil).gateway)
    }

    /// Publishes a release and, unless told otherwise, makes it live, as `POST /v1/services/{service}/releases` does.
    /// - Throws: ``MeridianError``; what was live stays live then.
    public func deploy(
        _ source: ReleaseSource, for service: ServiceName, options: PublishOptions = PublishOptions()
    ) async throws -> DeploymentDocument {
        guard case .running(let addresses) = phase.withLock({ $0 }) else {
            throw MeridianError(.shuttingDown, "the platform is not running; start it first", status: 503)
        }
        return addresses.document(of: try await services.deploy(source, for: service, options: options))
    }

    /// Stops listening, lets requests and deliveries finish, ends every instance. After the grace period connections are
    /// cut, and events that are not dealt with wait for the next start.
    public func shutdown() async {
        let wasRunning = phase.withLock { phase in
            defer { phase = .draining }
            if case .draining = phase { return false }
            return true
        }
        guard wasRunning else { return }
        let recording = recording.withLock { $0 }
        recording?.cancel()
        let end = NIODeadline.now() + configuration.drainGrace
        await rollouts.shutdown()
        async let settled: Void = deliveries.shutdown()
        await gateway.drain(grace: end.left)
        await services.stopTimers()
        await calls.drain(grace: end.left)
        // What functions still do for deliveries ends with them at the latest.
        await services.shutdown(within: end.left)
        await settled
        await recording?.value
        await metrics.finish()
        let server = controlServer.withLock { server in
            defer { server = nil }
            return server
        }
        await server?.drain(grace: .milliseconds(200))
        await telemetry.shutdown()
        await exporter?.shutdown()
        await engine.shutdown()
        await stores.close()
    }

    /// Takes a service away with what only it has, so that who takes its name next does not have that.
    /// - Returns: The domains that led to it.
    func remove(_ service: ServiceName) async throws -> [DomainName] {
        _ = try await services.service(service)
        // Left behind, they would lead to whoever takes the name next.
        let lost = try await domains.removeAll(of: service)
        try await services.remove(service)
        try await rollouts.forget(service)
        try await access.secrets.removeAll(of: service)
        try await access.keys.removeAll(of: service)
        return lost
    }

    var isDraining: Bool {
        phase.withLock { if case .draining = $0 { true } else { false } }
    }
}

extension Platform: Service {
    /// Starts, serves until a graceful shutdown is asked for, and drains.
    public func run() async throws {
        if case .idle = phase.withLock({ $0 }) { _ = try await start() }
        try? await gracefulShutdown()
        await shutdown()
    }
}

extension NIODeadline {
    /// The time until then; nothing once it has passed.
    fileprivate var left: TimeAmount { max(.zero, self - .now()) }
}
