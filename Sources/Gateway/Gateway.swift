import HTTPTransport
public import Logging
public import MeridianCore
public import NIOCore
import Synchronization
public import Telemetry

/// Takes requests, finds their functions, hands them to the engine and counts how it went.
public final class Gateway: Sendable {
    private let server: HTTPServer
    private let loops: [GatewayLoop]

    /// - Parameter group: The event loops to serve on; the engine's should be the same.
    /// - Throws: ``MeridianError`` when the access log can't be opened.
    public init(
        configuration: GatewayConfiguration, group: any EventLoopGroup, logs: LogStore, logger: Logger
    ) throws(MeridianError) {
        let empty = try RoutingTable(releases: [], defaultService: nil)
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
                    eventLoop: eventLoop, configuration: configuration, table: empty, accessLog: accessLog))
        }
        self.loops = loops
        let byLoop = Dictionary(uniqueKeysWithValues: loops.map { (ObjectIdentifier($0.eventLoop), $0) })
        server = HTTPServer(configuration: configuration.server, group: group) { eventLoop in
            byLoop[ObjectIdentifier(eventLoop)]!
        }
    }

    /// - Returns: The address it listens on.
    /// - Throws: ``MeridianError`` when the address can't be used.
    public func start() async throws -> SocketAddress {
        try await server.start()
    }

    /// Answers by another table from now on. Returns when every event loop does, so that what the former table led to
    /// can be retired.
    public func update(_ table: RoutingTable) async {
        for loop in loops {
            try? await loop.eventLoop.submit { loop.install(table) }.get()
        }
    }

    /// Stops accepting and lets requests finish.
    /// - Parameter grace: After it, connections are cut.
    public func drain(grace: TimeAmount) async {
        await server.drain(grace: grace)
    }

    /// What was counted, over all event loops.
    /// - Parameter service: Whose counts are wanted; of all when left out.
    public func snapshot(of service: ServiceName? = nil) async -> GatewayCounts {
        var merged = GatewayCounts()
        for loop in loops {
            guard let counts = try? await loop.eventLoop.submit({ loop.counts(of: service) }).get() else { continue }
            merged.merge(counts)
        }
        return merged
    }

    /// The counters and histograms in the Prometheus text format.
    public func exposition() async -> String {
        let snapshot = await snapshot()
        let functions = snapshot.functions.flatMap { service, functions in
            functions.map { (name: "\(service)/\($0.key)", snapshot: $0.value) }
        }.sorted { $0.name < $1.name }
        var exposition = Exposition()
        exposition.metric("faas_requests_total", type: "counter", help: "Requests by function and outcome.")
        for function in functions {
            for outcome in RequestOutcome.allCases {
                exposition.sample(
                    "faas_requests_total", ["function": function.name, "outcome": outcome.label],
                    function.snapshot.count(outcome))
            }
        }
        exposition.metric(
            "faas_invoke_duration_seconds", type: "histogram",
            help: "From the complete request head to the last byte of the answer.")
        for function in functions where function.snapshot.durations.count > 0 {
            exposition.histogram(
                "faas_invoke_duration_seconds", ["function": function.name], function.snapshot.durations)
        }
        exposition.metric("faas_inflight", type: "gauge", help: "Requests that are being served.")
        for function in functions {
            exposition.sample("faas_inflight", ["function": function.name], function.snapshot.inFlight)
        }
        exposition.add(releases: snapshot)
        exposition.metric("meridian_connections", type: "gauge", help: "Open connections of callers.")
        exposition.sample("meridian_connections", [:], server.activeConnections)
        return exposition.text
    }
}
