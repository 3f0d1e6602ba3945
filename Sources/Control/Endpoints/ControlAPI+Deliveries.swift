import Delivery
import Meridian
import MeridianCore
import NIOCore
import Persistence

extension ControlAPI {
    private var deliveries: Deliveries { platform.deliveries }

    /// What has become of an event.
    func showEvent(_ request: ControlRequest) async throws -> ControlResponse {
        let service = try request.service()
        guard let id = Int64(request.parameters["id"] ?? ""),
            let fate = try await deliveries.dispatch.queue(of: service)?.fate(of: EventID(id))
        else {
            throw MeridianError(
                .unknownEvent,
                "no event '\(request.parameters["id"] ?? "")' was ever accepted for the service '\(service)'",
                status: 404)
        }
        let document: EventFateDocument =
            switch fate {
            case .pending: EventFateDocument(service: service, id: id, state: .pending)
            case .gone: EventFateDocument(service: service, id: id, state: .done)
            case .dead(let reason): EventFateDocument(service: service, id: id, state: .dead, reason: reason)
            }
        return try .json(document)
    }

    func showDeliverySettings(_ request: ControlRequest) async throws -> ControlResponse {
        try .json(deliveries.settings.settings(of: try request.function(), in: try request.service()))
    }

    /// Replaces the settings of a function. Timers have them from the next release or start on.
    func setDeliverySettings(_ request: ControlRequest) async throws -> ControlResponse {
        let (service, function) = (try request.service(), try request.function())
        let body = try await request.body.collect(upTo: Self.bodyLimit)
        let settings = try ControlJSON.decode(DeliverySettings.self, from: body)
        if let zone = settings.timeZone, ZoneOffset(named: zone) == nil {
            throw MeridianError(
                .badDeliverySettings, "there is no time zone '\(zone)'; write one such as Europe/Berlin", status: 400)
        }
        let former = deliveries.settings.settings(of: function, in: service)
        try await deliveries.settings.set(settings, of: function, in: service)
        try request.changed(from: former, to: settings)
        await services.restartTimers(of: service)
        return try .json(settings)
    }

    /// The timers of live functions.
    func listTimers(_ request: ControlRequest) async throws -> ControlResponse {
        let wanted = request.parameters["service"] == nil ? nil : try request.service()
        var documents: [TimerDocument] = []
        for (service, functions) in deliveries.live where wanted == nil || wanted == service {
            for function in functions {
                for (index, trigger) in function.triggers.enumerated() {
                    guard case .timer(let timer) = trigger else { continue }
                    let id = TimerID(service: service, function: function.name, trigger: index)
                    documents.append(try await document(of: timer, id))
                }
            }
        }
        return try .json(TimerListDocument(timers: documents))
    }

    private func document(of timer: TimerTrigger, _ id: TimerID) async throws -> TimerDocument {
        let record = try await deliveries.timers.record(of: id)
        let zone = deliveries.settings.settings(of: id.function, in: id.service).timeZone ?? "UTC"
        let text =
            switch timer.schedule {
            case .cron(let expression): expression
            case .every(let seconds): "every \(seconds) s"
            case .at(let moment): "at \(moment)"
            }
        let schedule = ZoneOffset(named: zone).flatMap {
            TimerSchedule(timer.schedule, since: record?.since ?? .now, zone: $0)
        }
        return TimerDocument(
            service: id.service, function: id.function, trigger: id.trigger, schedule: text, timeZone: zone,
            next: schedule?.next(after: .now), last: record?.fired, event: record?.event)
    }

    /// Accepts a call of a function for which nobody waits.
    func acceptInvocation(
        _ call: FunctionCall, kind: String, of function: FunctionName, in service: ServiceName,
        _ request: ControlRequest
    ) async throws -> ControlResponse {
        // The kinds of triggers are those of queued calls.
        var call = call
        // Its delivery belongs to the trace of whoever asked for it, unless the call has one of its own.
        if let trace = TraceContext(fields: request.head.fields), TraceContext(fields: call.request.fields) == nil {
            trace.write(into: &call.request.fields)
        }
        let calls = try QueuedCall(call, kind: QueuedCall.Kind(rawValue: kind)!).separated()
        let accepted = try await deliveries.accept(
            calls, for: function, of: service, idempotencyKey: request.head.fields["idempotency-key"])
        return try .json(AcceptedCallsDocument(accepted: accepted), status: 202)
    }
}

extension QueuedCall {
    /// A batch of a queue as its messages, anything else as it is.
    fileprivate func separated() throws -> [QueuedCall] {
        guard kind == .queue else { return [self] }
        return try ControlJSON.decode([QueueMessage<JSONValue>].self, from: body).map { message in
            var call = self
            call.fields = [:]
            TraceContext(fields: fields)?.write(into: &call.fields)
            call.body = ByteBuffer(string: message.body.json)
            return call
        }
    }
}
