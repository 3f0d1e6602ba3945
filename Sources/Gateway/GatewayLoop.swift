import Admission
import Engine
import HTTPTransport
import MeridianCore
import NIOCore
import Telemetry
import Traces

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
    /// By entry of the table and function; made when one of the entry is asked for, so that a table of thousands of
    /// functions is in force at once.
    private var handles: [[FunctionHandle]?] = []
    private var metrics: [[FunctionMetrics]] = []
    private var ledger = MetricsLedger()
    /// Spans of requests that are over, and what they are made of.
    var spans = SpanRing()
    var ids = RequestIDSource()
    var capturesLeft = GatewayLoop.capturesAtATime
    /// Whether requests are taken down as spans of traces.
    var takesSpans: Bool
    var spanBudget = SpanBudget()
    var scheduling = LoopScheduling()
    private var sites: [SpanSite.Key: SpanSite] = [:]
    /// Answers addresses of the platform itself, whatever the host.
    var platform: (any ExchangeHandler)?
    private var draws = TrafficDraws(seed: .random(in: 0 ... .max))

    init(
        eventLoop: any EventLoop, configuration: GatewayConfiguration, admission: AdmissionControllers,
        snapshot: GatewaySnapshot, accessLog: (any AccessLog)?
    ) {
        self.eventLoop = eventLoop
        self.configuration = configuration
        takesSpans = configuration.takesSpans
        controller = admission[eventLoop]
        clock = admission.clock
        hash = admission.hash
        self.snapshot = snapshot
        self.accessLog = accessLog
    }

    func install(_ snapshot: GatewaySnapshot) {
        self.snapshot = snapshot
        metrics = ledger.handles(for: snapshot.table.entries)
        handles = Array(repeating: nil, count: metrics.count)
        SpanSite.forget(&sites, butOf: snapshot.table)
        controller.install(snapshot.rules)
    }

    /// - Parameters:
    ///   - entry: An index of the table's entries.
    ///   - function: An index of the functions of its release.
    func handle(of entry: Int, function: Int) -> FunctionHandle {
        if let made = handles[entry] { return made[function] }
        let sites = SpanSite.all(of: snapshot.table.entries[entry], keeping: &sites)
        let made = zip(zip(metrics[entry], snapshot.functions[entry]), sites).map { counted, sites in
            FunctionHandle(
                counted.1, metrics: counted.0, sites: sites, rules: snapshot.rules,
                keepsAnswers: snapshot.rules.keepsAnswers(of: counted.1.number))
        }
        handles[entry] = made
        return made[function]
    }

    /// What was counted up to now.
    /// - Parameter service: Whose counts are wanted; of all when left out.
    func counts(of service: ServiceName? = nil) -> GatewayCounts { ledger.counts(of: service) }

    /// Of the functions that were called.
    func totals() -> [FunctionKey: FunctionMetrics.Totals] { ledger.totals() }

    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        handle(head, responder: responder, isTrusted: configuration.trustsCallers)
    }

    /// - Parameter isTrusted: Whether to believe what the request says of who calls and how much it matters.
    func handle(
        _ head: consuming RequestHead, responder: any ExchangeResponder, isTrusted: Bool
    ) -> (any ExchangeReceiver)? {
        let head = head
        if let platform, Self.isOfPlatform(head) { return platform.handle(head, responder: responder) }
        switch snapshot.table.destination(of: head) {
        case .entry(let index):
            return handle(head, by: index, responder: responder, isTrusted: isTrusted)
        case .split(let position):
            let split = snapshot.table.splits[position]
            switch split.choice(for: head, draws: &draws) {
            case .entry(let index):
                return handle(
                    head, by: index, responder: pinning(responder, head, by: split.pin, to: index),
                    isTrusted: isTrusted)
            case .asleep(let release):
                return wake(split.service, release, for: head, responder: responder, isTrusted: isTrusted)
            }
        case .asleep(let service, let release):
            return wake(service, release, for: head, responder: responder, isTrusted: isTrusted)
        case .nowhere:
            refuse(responder, head, Self.noService(head))
            return nil
        }
    }

    /// The responder, which keeps a page that is opened with the release that answers it.
    private func pinning(
        _ responder: any ExchangeResponder, _ head: RequestHead, by pin: PagePin?, to index: Int
    ) -> any ExchangeResponder {
        guard let pin, let cookie = pin.cookie(for: head, release: snapshot.table.entries[index].release.release.number)
        else { return responder }
        return PinningResponder(responder, cookie: cookie)
    }

    private func handle(
        _ head: RequestHead, by index: Int, responder: any ExchangeResponder, isTrusted: Bool
    ) -> (any ExchangeReceiver)? {
        let entry = snapshot.table.entries[index]
        let match = head.target.withUnsafeReadableBytes { target in
            entry.router.match(head.method, path: Self.path(of: target))
        }
        switch match {
        case .found(let route):
            return serve(head, at: .init(entry: index, route: route), from: responder, isTrusted: isTrusted)
        case .methodNotAllowed(let methods):
            refuse(
                responder, head, .methodNotAllowed(head, taking: methods), fields: ["allow": methods.listed])
        case .notFound:
            var error = MeridianError.noFunction(answering: head)
            if configuration.tellsRoutes { error.message += "; there are \(Self.routes(of: entry))" }
            refuse(responder, head, error)
        }
        return nil
    }

    /// - Throws: ``ErrorCode/functionNotFound`` for a host that names no service, whatever the default one is.
    func checkService(of head: RequestHead) throws(MeridianError) {
        var isKnown = false
        head.fields.withFirstValue("host") { isKnown = snapshot.table.hasService(forHost: $0) }
        if !isKnown { throw Self.noService(head) }
    }

    func refuse(
        _ responder: any ExchangeResponder, _ head: RequestHead, _ error: MeridianError,
        fields: HTTPFields = HTTPFields()
    ) {
        var (answer, body) = ProblemDetails.render(error, requestID: head.fields[RequestID.fieldName])
        answer.fields.append(contentsOf: fields)
        responder.respond(answer, body: body)
    }

    /// Makes a release callable that is asleep, and answers by it then.
    private func wake(
        _ service: Int, _ release: Int, for head: RequestHead, responder: any ExchangeResponder, isTrusted: Bool
    ) -> any ExchangeReceiver {
        let exchange = DeferredExchange(responder)
        let promise = eventLoop.makePromise(of: MeridianError?.self)
        promise.completeWithTask { [table = snapshot.table] in await table.wake(service: service, release: release) }
        promise.futureResult.assumeIsolated().whenSuccess { problem in
            guard !exchange.isCancelled else { return }
            if problem == nil, let index = self.snapshot.table.entry(for: head, draws: &self.draws) {
                exchange.isReceived(by: self.handle(head, by: index, responder: responder, isTrusted: isTrusted))
            } else {
                self.refuse(responder, head, problem ?? Self.noService(head))
                exchange.isReceived(by: nil)
            }
        }
        return exchange
    }

    private static func noService(_ head: RequestHead) -> MeridianError {
        MeridianError(.functionNotFound, "no service answers the host '\(head.fields["host"] ?? "")'", status: 404)
    }

    /// Whether a path begins with `/.meridian/`, which no function answers.
    private static func isOfPlatform(_ head: RequestHead) -> Bool {
        head.target.withUnsafeReadableBytes { target in
            // All others are told by one byte.
            target.count > 10 && target[1] == UInt8(ascii: ".") && target.starts(with: "/.meridian/".utf8)
        }
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
