import Admission
import Engine
import HTTPTransport
import MeridianCore
import NIOCore
import Telemetry
import Traces

/// What becomes of a request once it is known which function it is for.
extension GatewayLoop {
    /// Asks whether it may run, and hands it on or answers it.
    /// - Parameters:
    ///   - isTrusted: Whether to believe what the request says of who calls and how much it matters.
    ///   - mayFallBack: Whether another function may answer in its place.
    func serve(
        _ head: consuming RequestHead, at place: GatewaySnapshot.Place, from responder: any ExchangeResponder,
        isTrusted: Bool, mayFallBack: Bool = true
    ) -> (any ExchangeReceiver)? {
        var head = head
        let now = clock.now()
        let handle = handle(of: place.entry, function: place.route.function)
        let facts = facts(of: &head, handle.function, trigger: place.route.trigger, isTrusted: isTrusted, now: now)
        let span = joinTrace(&head, now: now)
        switch controller.admit(facts, now: now) {
        case .admit(let permit), .queue(let permit):
            scheduling.served(now: now)
            let exchange = exchange(head, place, handle, responder, since: now, as: span)
            exchange.isReceived(by: dispatch(head, place, to: exchange, permit))
            return exchange
        case .wait(let permit, let turn):
            let exchange = exchange(head, place, handle, responder, since: now, as: span)
            let request = head
            let paced = PacedExchange(loop: self, exchange: exchange, permit: permit) { [unowned self] permit in
                dispatch(request, place, to: exchange, permit)
            }
            exchange.isReceived(by: paced)
            paced.wait(.nanoseconds(turn - now))
            return exchange
        case .reject(let rejection):
            scheduling.turnedAway(now: now)
            return turnAway(
                head, rejection, at: place, handle, responder, isTrusted: isTrusted, mayFallBack: mayFallBack, now: now,
                as: span)
        }
    }

    private func exchange(
        _ head: RequestHead, _ place: GatewaySnapshot.Place, _ handle: FunctionHandle,
        _ responder: any ExchangeResponder, since now: Nanoseconds, as span: SpanRecord.Identity?
    ) -> GatewayExchange {
        GatewayExchange(
            responder: responder, head: head, entry: snapshot.table.entries[place.entry], route: place.route,
            handle: handle, loop: self, startedAt: now, span: span)
    }

    private func dispatch(
        _ head: RequestHead, _ place: GatewaySnapshot.Place, to exchange: GatewayExchange, _ permit: Permit
    ) -> any ExchangeReceiver {
        exchange.release.dispatch(
            function: place.route.function, trigger: place.route.trigger, request: head, responder: exchange,
            permit: permit)
    }

    /// What admission needs to know of a request; what its caller may not say is taken out of it.
    private func facts(
        of head: inout RequestHead, _ function: GatewaySnapshot.Function, trigger: Int, isTrusted: Bool,
        now: Nanoseconds
    ) -> RequestFacts {
        let fields = CallerFields(head.fields, hash: hash, isTrusted: isTrusted)
        if fields.hasTrustedFields && !isTrusted {
            for name in CallerFields.trustedNames { head.fields.remove(name) }
        }
        let criticality = fields.criticality ?? function.criticality
        if fields.criticality == nil && criticality != .critical {
            head.fields.set(CallerFields.criticalityName, criticality.name)
        }
        var facts = RequestFacts(
            function: function.number, criticality: criticality, origin: fields.origin, user: fields.user,
            deadline: fields.timeout.map { now + $0 } ?? .max, isRetry: fields.isRetry)
        if !function.parameters.isEmpty {
            for (position, location) in function.parameters[trigger].enumerated() {
                facts.parameters[position] = location.key(of: head, hash)
            }
        }
        return facts
    }

    // MARK: Turning away

    private func turnAway(
        _ head: RequestHead, _ rejection: Rejection, at place: GatewaySnapshot.Place, _ handle: FunctionHandle,
        _ responder: any ExchangeResponder, isTrusted: Bool, mayFallBack: Bool, now: Nanoseconds,
        as span: SpanRecord.Identity?
    ) -> (any ExchangeReceiver)? {
        let answer = handle.answer(to: rejection)
        if mayFallBack, rejection.reason == .breaker {
            switch snapshot.rules.fallback(of: rejection) {
            case .function(let target):
                if let other = snapshot.fallbacks[target] {
                    return serve(
                        request(head, to: other), at: other, from: responder, isTrusted: isTrusted, mayFallBack: false)
                }
            case .stale(let maxAge):
                if let kept = stale.answer(to: head, function: handle.metrics, maxAge: maxAge, now: now) {
                    answerAtOnce(
                        head, kept.head, kept.body, place, handle, responder, wasShed: false, now: now, as: span)
                    return nil
                }
            case .response, nil: break
            }
        }
        answerAtOnce(
            head, answer.head, answer.body, place, handle, responder, wasShed: !answer.isFallback, now: now, as: span)
        return nil
    }

    /// The request as the function gets it that answers in place of another: with its own path, unless that has
    /// parameters, which nobody can make up.
    private func request(_ head: RequestHead, to place: GatewaySnapshot.Place) -> RequestHead {
        let function = snapshot.table.entries[place.entry].release.release.manifest.functions[place.route.function]
        guard case .http(let http) = function.triggers[place.route.trigger],
            let pattern = try? PathPattern(http.path), pattern.parameterNames.isEmpty
        else { return head }
        var head = head
        head.target = ByteBuffer(string: http.path + (head.query.map { "?\($0)" } ?? ""))
        return head
    }

    private func answerAtOnce(
        _ request: RequestHead, _ head: ResponseHead, _ body: ByteBuffer, _ place: GatewaySnapshot.Place,
        _ handle: FunctionHandle, _ responder: any ExchangeResponder, wasShed: Bool, now: Nanoseconds,
        as span: SpanRecord.Identity?
    ) {
        var head = head
        head.fields.identify(by: request.fields)
        responder.respond(head, body: body)
        let outcome = RequestOutcome(status: head.status, wasShed: wasShed)
        handle.metrics.turnedAway(outcome)
        if let span {
            noteTurnedAway(
                request, status: head.status, outcome, at: handle.sites[place.route.trigger], now: now, as: span)
        }
        guard let accessLog else { return }
        let release = snapshot.table.entries[place.entry].release.release
        accessLog.record(
            AccessRecord(
                service: release.service, release: release.number,
                function: release.manifest.functions[place.route.function].name, request: request,
                status: head.status, answerBytes: body.readableBytes, duration: .zero))
    }
}
