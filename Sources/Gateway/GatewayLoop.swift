import Admission
import Engine
import HTTPTransport
import MeridianCore
import NIOCore
import Telemetry

/// The gateway on one event loop: its copy of the snapshot, its controller of admission, and what it counts.
final class GatewayLoop: ExchangeHandler, @unchecked Sendable {
    let eventLoop: any EventLoop
    let configuration: GatewayConfiguration
    let accessLog: (any AccessLog)?
    let controller: AdmissionController
    let clock: AdmissionClock
    let hash: KeyHash
    let stale = StaleAnswers()
    private(set) var snapshot: GatewaySnapshot
    /// By entry of the table and function.
    private(set) var handles: [[FunctionHandle]] = []
    private var metricsByName: [ServiceName: [FunctionName: FunctionMetrics]] = [:]

    init(
        eventLoop: any EventLoop, configuration: GatewayConfiguration, admission: AdmissionControllers,
        snapshot: GatewaySnapshot, accessLog: (any AccessLog)?
    ) {
        self.eventLoop = eventLoop
        self.configuration = configuration
        controller = admission[eventLoop]
        clock = admission.clock
        hash = admission.hash
        self.snapshot = snapshot
        self.accessLog = accessLog
    }

    func install(_ snapshot: GatewaySnapshot) {
        self.snapshot = snapshot
        handles = zip(snapshot.table.entries, snapshot.functions).map { entry, functions in
            let manifest = entry.release.release.manifest
            return zip(manifest.functions, functions).map { declared, function in
                FunctionHandle(
                    function, metrics: metrics(of: manifest.service, declared.name), rules: snapshot.rules,
                    keepsAnswers: snapshot.rules.keepsAnswers(of: function.number))
            }
        }
        controller.install(snapshot.rules)
    }

    private func metrics(of service: ServiceName, _ function: FunctionName) -> FunctionMetrics {
        if let known = metricsByName[service]?[function] { return known }
        let made = FunctionMetrics()
        metricsByName[service, default: [:]][function] = made
        return made
    }

    var snapshots: [ServiceName: [FunctionName: FunctionMetrics.Snapshot]] {
        metricsByName.mapValues { $0.mapValues(\.snapshot) }
    }

    /// Of the functions that were called.
    var totals: [(FunctionKey, FunctionMetrics.Totals)] {
        metricsByName.flatMap { service, functions in
            functions.compactMap { name, metrics in
                let totals = metrics.totals
                return totals.requests > 0 ? (FunctionKey(service, name), totals) : nil
            }
        }
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
        let entry = snapshot.table.entries[index]
        let match = head.target.withUnsafeReadableBytes { target in
            entry.router.match(head.method, path: Self.path(of: target))
        }
        switch match {
        case .found(let route):
            return serve(head, at: .init(entry: index, route: route), from: responder)
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
            index = snapshot.table.entry(forHost: host)
            found = true
        }
        return found ? index : snapshot.table.entry(forHost: UnsafeRawBufferPointer(start: nil, count: 0))
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
