import Access
import Engine
import Gateway
import Logging
import MeridianCore
import NIOCore
import Telemetry
import Traces

/// The services of a platform: which are there, which releases of each can be called, and how that changes.
actor LiveServices {
    struct Service {
        var catalog: ServiceCatalog
        /// By their numbers: those that aliases name, and those whose previews were asked for.
        var active: [Int: LiveRelease] = [:]
        var timers: TimerRunner?
        /// Why the live release can't be called.
        var problem: String?

        /// The release that gets what no request asks for: timers, events, invocations by hand.
        var live: LiveRelease? { catalog.live.flatMap { active[$0.targets.release] } }
    }

    let store: ReleaseStore
    let packages: PackageStore
    let engine: Engine
    let gateway: Gateway
    let deliveries: Deliveries
    let domains: LiveDomains
    let keys: TrustedKeys
    /// What the Lambda-compatible API keeps of functions.
    let lambda: LambdaRecords
    nonisolated let executions = ReservedExecutions()
    let logs: LogStore
    let traces: TraceKeeper
    let logger: Logger
    let defaultService: ServiceName?
    let retainedReleases: Int
    /// What profiles keep ready.
    nonisolated let standby = Standby()
    var services: [ServiceName: Service] = [:]
    var isShuttingDown = false
    private var retirements: [Int: Retirement] = [:]
    private var nextRetirement = 0
    /// One change of a service at a time.
    nonisolated let changes = TurnTaking<ServiceName>()
    /// One change of the routing table at a time: the newest must be the last that the gateway gets.
    nonisolated let publications = TurnTaking<Bool>()

    init(
        store: ReleaseStore, packages: PackageStore, engine: Engine, gateway: Gateway, deliveries: Deliveries,
        domains: LiveDomains, keys: TrustedKeys, lambda: LambdaRecords, logs: LogStore, traces: TraceKeeper,
        logger: Logger, configuration: PlatformConfiguration
    ) {
        self.store = store
        self.packages = packages
        self.engine = engine
        self.gateway = gateway
        self.deliveries = deliveries
        self.domains = domains
        self.keys = keys
        self.lambda = lambda
        self.logs = logs
        self.traces = traces
        self.logger = logger
        self.defaultService = configuration.defaultService
        self.retainedReleases = max(1, configuration.retainedReleases)
    }

    /// - Throws: ``ErrorCode/unknownService`` with status 404.
    func service(_ name: ServiceName) throws(MeridianError) -> Service {
        guard let service = services[name] else {
            throw MeridianError(
                .unknownService,
                "no service '\(name)' is deployed; there \(Self.list(services.keys.map(\.rawValue)))", status: 404)
        }
        return service
    }

    /// The live release of a service.
    /// - Throws: ``ErrorCode/unknownService``, or why the service does not answer.
    func live(_ name: ServiceName) throws(MeridianError) -> LiveRelease {
        let service = try service(name)
        guard let live = service.live else {
            throw MeridianError(
                .releaseUnusable, "service '\(name)' does not answer: \(service.problem ?? "it has no live release")",
                status: 503)
        }
        return live
    }

    var all: [(name: ServiceName, service: Service)] {
        services.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key, $0.value) }
    }

    /// Ends a release that the gateway no longer uses, without anyone waiting for it.
    func retireLater(_ live: LiveRelease, then finish: @escaping @Sendable () async -> Void = {}) {
        let number = nextRetirement
        nextRetirement += 1
        let task = Task {
            await live.close()
            await engine.retire(live.active)
            await finish()
            retirements[number] = nil
        }
        retirements[number] = Retirement(release: live.active, task: task)
    }

    /// Fires no timer any more, and takes no deployment.
    func stopTimers() async {
        isShuttingDown = true
        for service in services.values { await service.timers?.stop() }
    }

    /// Ends every timer and every release.
    /// - Parameter grace: After it, what they serve is ended, and what those serve that were replaced before.
    func shutdown(within grace: TimeAmount) async {
        await stopTimers()
        let ending = services.values
        for service in ending {
            for release in service.active.values { retireLater(release) }
        }
        let patience = Task {
            try await Task.sleep(for: .nanoseconds(grace.nanoseconds))
            for retirement in retirements.values { await engine.abandon(retirement.release) }
        }
        for retirement in retirements.values { await retirement.task.value }
        patience.cancel()
    }

    /// A release that serves what it has begun, and then ends.
    private struct Retirement {
        var release: ActiveRelease
        var task: Task<Void, Never>
    }

    /// Says something about a service, in its log and the platform's.
    nonisolated func tell(
        _ level: LogLevel, _ message: String, service: ServiceName?, release: Int? = nil
    ) {
        logs.append(
            LogEntry(service: service, release: release, level: level, stream: .platform, message: message))
        let metadata: Logger.Metadata? = service.map { ["service": "\($0)"] }
        switch level {
        case .warning: logger.warning("\(message)", metadata: metadata)
        case .error, .critical: logger.error("\(message)", metadata: metadata)
        default: logger.debug("\(message)", metadata: metadata)
        }
    }

    static func list(_ names: [String]) -> String {
        guard !names.isEmpty else { return "are none yet" }
        let shown = names.sorted().prefix(10).joined(separator: ", ")
        return (names.count == 1 ? "is " : "are ") + shown + (names.count > 10 ? " and more" : "")
    }
}
