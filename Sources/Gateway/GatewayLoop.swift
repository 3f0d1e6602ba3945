import Engine
import HTTPTransport
import MeridianCore
import NIOCore
import Telemetry

/// The gateway on one event loop: its copy of the routing table, and what it counts.
final class GatewayLoop: ExchangeHandler, @unchecked Sendable {
    let eventLoop: any EventLoop
    private let configuration: GatewayConfiguration
    private let accessLog: (any AccessLog)?
    private var table: RoutingTable
    /// By entry of the table and function.
    private var metrics: [[FunctionMetrics]] = []
    private var metricsByName: [ServiceName: [FunctionName: FunctionMetrics]] = [:]

    init(
        eventLoop: any EventLoop, configuration: GatewayConfiguration, table: RoutingTable,
        accessLog: (any AccessLog)?
    ) {
        self.eventLoop = eventLoop
        self.configuration = configuration
        self.table = table
        self.accessLog = accessLog
    }

    func install(_ table: RoutingTable) {
        self.table = table
        metrics = table.entries.map { entry in
            let service = entry.release.release.service
            return entry.release.release.manifest.functions.map { function in
                let known = metricsByName[service]?[function.name]
                let handle = known ?? FunctionMetrics()
                metricsByName[service, default: [:]][function.name] = handle
                return handle
            }
        }
    }

    var snapshots: [ServiceName: [FunctionName: FunctionMetrics.Snapshot]] {
        metricsByName.mapValues { $0.mapValues(\.snapshot) }
    }

    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        let head = head
        guard let index = entry(of: head) else {
            refuse(
                responder, head,
                MeridianError(
                    .functionNotFound, "no service answers the host '\(head.fields["host"] ?? "")'", status: 404))
            return nil
        }
        let entry = table.entries[index]
        let match = head.target.withUnsafeReadableBytes { target in
            entry.router.match(head.method, path: Self.path(of: target))
        }
        switch match {
        case .found(let route):
            let exchange = GatewayExchange(
                responder: responder, head: head, entry: entry, route: route,
                metrics: metrics[index][route.function], accessLog: accessLog)
            exchange.isReceived(
                by: entry.release.dispatch(
                    function: route.function, trigger: route.trigger, request: head, responder: exchange))
            return exchange
        case .methodNotAllowed(let methods):
            let names = methods.map(\.rawValue).joined(separator: ", ")
            let error = MeridianError(
                .methodNotAllowed, "\(head.path) answers \(names), not \(head.method)", status: 405)
            refuse(responder, head, error, fields: ["allow": names])
        case .notFound:
            refuse(
                responder, head,
                MeridianError(
                    .functionNotFound,
                    "no function of \(entry.release.release.service) answers \(head.method) \(head.path)"
                        + (configuration.tellsRoutes ? "; there are \(Self.routes(of: entry))" : ""), status: 404))
        }
        return nil
    }

    private func refuse(
        _ responder: any ExchangeResponder, _ head: RequestHead, _ error: MeridianError,
        fields: HTTPFields = HTTPFields()
    ) {
        var (answer, body) = ProblemDetails.render(error, requestID: head.fields[RequestID.fieldName])
        answer.fields.append(contentsOf: fields)
        responder.respond(answer, body: body)
    }

    private func entry(of head: RequestHead) -> Int? {
        var index: Int?
        var found = false
        head.fields.withFirstValue("host") { host in
            index = table.entry(forHost: host)
            found = true
        }
        return found ? index : table.entry(forHost: UnsafeRawBufferPointer(start: nil, count: 0))
    }

    private static func path(of target: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard let mark = target.firstIndex(of: UInt8(ascii: "?")) else { return target }
        return UnsafeRawBufferPointer(rebasing: target[..<mark])
    }

    private static func routes(of entry: RoutingTable.Entry) -> String {
        entry.release.release.manifest.functions.flatMap { function in
            function.triggers.compactMap { trigger in
                guard case .http(let http) = trigger else { return nil }
                let methods = http.methods.isEmpty ? "any" : http.methods.map(\.rawValue).joined(separator: "|")
                return "\(methods) \(http.path) (\(function.name))"
            }
        }.joined(separator: ", ")
    }
}
