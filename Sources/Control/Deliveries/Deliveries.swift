import Delivery
import MeridianCore
import Persistence
import Synchronization
import Telemetry

/// Events that are accepted for the functions of a platform, and how they get there.
///
/// What functions there are comes as a snapshot from ``LiveServices``, so that accepting an event asks nobody.
final class Deliveries: Sendable {
    let settings: DeliverySettingsStore
    let timers: TimerLedger
    let dispatch: EventDispatch
    let logs: LogStore
    private let functions = Mutex<Live>(Live())

    private struct Live {
        var functions: [ServiceName: [FunctionManifest]] = [:]
        /// The same by name.
        var services: [(name: ServiceName, functions: [FunctionManifest])] = []
    }

    init(stores: EmbeddedStores, logs: LogStore, leaseTime: Duration) {
        settings = DeliverySettingsStore(stores.documents)
        timers = TimerLedger(stores.documents)
        self.logs = logs
        dispatch = EventDispatch(queues: stores.queues, leaseTime: leaseTime) { service, report in
            let level: LogLevel =
                switch report.level {
                case .debug: .debug
                case .warning: .warning
                case .error: .error
                }
            let message = report.event.map { "event \($0): \(report.message)" } ?? report.message
            logs.append(
                LogEntry(
                    service: service, function: FunctionName(report.lane.rawValue), level: level, stream: .platform,
                    message: message))
        }
    }

    /// Reads the settings of functions.
    /// - Returns: What can't be read.
    func load() async throws -> [MeridianError] { try await settings.load() }

    /// Begins to deliver, with what is left from before.
    func start(to services: LiveServices) async throws {
        try await dispatch.start { service, lane in
            FunctionTarget(service: service, lane: lane, services: services, deliveries: self)
        }
    }

    /// Begins nothing more, and returns when what was begun is settled.
    func shutdown() async { await dispatch.shutdown() }

    /// Forgets settings and timers of a service. Its events stay.
    func forget(_ service: ServiceName) async throws {
        try await settings.remove(service)
        try await timers.remove(service)
    }

    /// What functions are live from now on.
    func update(_ live: [ServiceName: [FunctionManifest]]) {
        let services = live.sorted { $0.key.rawValue < $1.key.rawValue }.map { (name: $0.key, functions: $0.value) }
        functions.withLock { $0 = Live(functions: live, services: services) }
    }

    /// The functions of each service, by its name.
    var live: [(name: ServiceName, functions: [FunctionManifest])] { functions.withLock { $0.services } }

    func functions(of service: ServiceName) -> [FunctionManifest] {
        functions.withLock { $0.functions[service] ?? [] }
    }

    /// A function of a live release.
    func function(_ name: FunctionName, of service: ServiceName) -> FunctionManifest? {
        functions.withLock { $0.functions[service]?.first { $0.name == name } }
    }

    func policy(of name: FunctionName, in service: ServiceName) -> LanePolicy {
        var batchSizes: [String: Int] = [:]
        for case .queue(let queue) in function(name, of: service)?.triggers ?? [] {
            batchSizes[QueuedCall.target(ofQueue: queue.queue)] = queue.batchSize
        }
        return settings.settings(of: name, in: service).policy(batchSizes: batchSizes)
    }
}
