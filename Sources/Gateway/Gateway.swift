public import Admission
import HTTPTransport
public import Logging
public import MeridianCore
public import NIOCore
public import SecureTransport
import Synchronization
public import Telemetry

/// Takes requests, finds their functions, asks whether they may run, hands them to the engine and counts how it went.
public final class Gateway: Sendable {
    let server: HTTPServer
    /// Listens for HTTPS.
    let secureServer: HTTPServer?
    /// Knows the certificates by which ``startSecure()`` answers.
    public let certificates = SecureFront()
    let loops: [GatewayLoop]
    let admission: AdmissionControllers
    let logger: Logger
    /// As metrics name where this gateway runs.
    public let unit: String
    /// What is in force, and how to change it one step after the other.
    let snapshot: Mutex<GatewaySnapshot>
    let machine = MachineWatch()

    /// - Parameters:
    ///   - group: The event loops to serve on; the engine's should be the same.
    ///   - admission: The engine's.
    /// - Throws: ``MeridianError`` when the access log can't be opened.
    public init(
        configuration: GatewayConfiguration, group: any EventLoopGroup, admission: AdmissionControllers,
        logs: LogStore, logger: Logger
    ) throws(MeridianError) {
        let empty = GatewaySnapshot(
            try RoutingTable(releases: [], defaultService: nil),
            try CompiledRules(RuleSet(), functions: [], hash: admission.hash))
        var loops: [GatewayLoop] = []
        for eventLoop in group.makeIterator() {
            let accessLog: (any AccessLog)? =
                switch configuration.accessLog {
                case .none: nil
                case .entries: EntryAccessLog(logs)
                case .file(let path): try FileAccessLog(path: path, eventLoop: eventLoop)
                }
            loops.append(
                GatewayLoop(
                    eventLoop: eventLoop, configuration: configuration, admission: admission, snapshot: empty,
                    accessLog: accessLog))
        }
        self.loops = loops
        self.admission = admission
        self.logger = logger
        unit = configuration.unit
        snapshot = Mutex(empty)
        let byLoop = Dictionary(uniqueKeysWithValues: loops.map { (ObjectIdentifier($0.eventLoop), $0) })
        let loop = { @Sendable (eventLoop: any EventLoop) in byLoop[ObjectIdentifier(eventLoop)]! }
        func listening(_ server: HTTPServerConfiguration) -> HTTPServerConfiguration {
            var server = server
            server.secondLine = configuration.secondLine
            return server
        }
        server = HTTPServer(configuration: listening(configuration.server), group: group, handlerFactory: loop)
        secureServer = configuration.secureServer.map { [certificates] in
            HTTPServer(configuration: listening($0), group: group, front: certificates, handlerFactory: loop)
        }
    }

    /// - Returns: The address it listens on.
    /// - Throws: ``MeridianError`` when the address can't be used.
    public func start() async throws -> SocketAddress {
        try await server.start()
    }

    /// - Returns: The address it listens on for HTTPS; `nil` when it shall not.
    /// - Throws: ``MeridianError`` when the address can't be used.
    public func startSecure() async throws -> SocketAddress? {
        try await secureServer?.start()
    }

    /// How often event loops stopped to read and to accept, because more came than can even be turned away.
    public var readingPauses: Int { server.readingPauses + (secureServer?.readingPauses ?? 0) }

    /// Stops accepting and lets requests finish.
    /// - Parameter grace: After it, connections are cut.
    public func drain(grace: TimeAmount) async {
        machine.stop()
        async let secure: Void? = secureServer?.drain(grace: grace)
        await server.drain(grace: grace)
        await secure
        // It knows the platform, which knows the gateway.
        for loop in loops { try? await loop.eventLoop.submit { loop.platform = nil }.get() }
    }

    /// What was counted, over all event loops.
    /// - Parameter service: Whose counts are wanted; of all when left out.
    public func counts(of service: ServiceName? = nil) async -> GatewayCounts {
        var merged = GatewayCounts()
        for loop in loops {
            guard let counts = try? await loop.eventLoop.submit({ loop.counts(of: service) }).get() else { continue }
            merged.merge(counts)
        }
        return merged
    }
}
