import Engine
import Gateway
import Logging
import MeridianCore
import NIOCore
import NIOPosix
import Telemetry

/// The services of a platform: which are there, which release of each is live, and how that changes.
actor LiveServices {
    struct Service {
        var record: ServiceRecord
        /// `nil` when the live release could not be made callable.
        var live: LiveRelease?
        var timers: TimerRunner?
        var problem: String?
    }

    let directory: DataDirectory
    let engine: Engine
    let gateway: Gateway
    let logs: LogStore
    let logger: Logger
    let defaultService: ServiceName?
    let retainedReleases: Int
    /// What profiles keep ready.
    nonisolated let standby = Standby()
    var services: [ServiceName: Service] = [:]
    var isShuttingDown = false
    private var retirements: [Int: Task<Void, Never>] = [:]
    private var nextRetirement = 0
    /// One deployment of a service at a time.
    nonisolated let deployments = TurnTaking<ServiceName>()
    /// One change of the routing table at a time: the newest must be the last that the gateway gets.
    nonisolated let publications = TurnTaking<Bool>()

    init(
        directory: DataDirectory, engine: Engine, gateway: Gateway, logs: LogStore, logger: Logger,
        configuration: PlatformConfiguration
    ) {
        self.directory = directory
        self.engine = engine
        self.gateway = gateway
        self.logs = logs
        self.logger = logger
        self.defaultService = configuration.defaultService
        self.retainedReleases = max(1, configuration.retainedReleases)
    }

    /// Runs blocking work on files off the cooperative threads.
    nonisolated func blocking<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result
    {
        try await NIOThreadPool.singleton.runIfActive(work)
    }

    /// The live release of a service.
    /// - Throws: ``ErrorCode/unknownService``, or why the service does not answer.
    func live(_ name: ServiceName) throws(MeridianError) -> LiveRelease {
        guard let service = services[name] else {
            throw MeridianError(
                .unknownService,
                "no service '\(name)' is deployed; there \(Self.list(services.keys.map(\.rawValue)))", status: 404)
        }
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

    /// Hands the gateway what is live now.
    func publish() async throws {
        try await publications.withTurn(on: true) {
            let table = try RoutingTable(
                releases: services.values.compactMap { $0.live?.active }, defaultService: defaultService)
            await gateway.update(table)
        }
        if !standby.all.isEmpty { await keepStandby() }
    }

    /// Ends a release that the gateway no longer uses, without anyone waiting for it.
    func retireLater(_ live: LiveRelease, then finish: @escaping @Sendable () async -> Void = {}) {
        let number = nextRetirement
        nextRetirement += 1
        retirements[number] = Task {
            await live.close()
            await engine.retire(live.active)
            await finish()
            retirements[number] = nil
        }
    }

    /// Ends every timer and every release.
    func shutdown() async {
        isShuttingDown = true
        let ending = services.values
        for service in ending { await service.timers?.stop() }
        for service in ending {
            if let live = service.live { retireLater(live) }
        }
        for task in retirements.values { await task.value }
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
