import Delivery
import Meridian
import MeridianCore
import NIOCore
import Persistence
import Telemetry

/// A function as deliveries see it: whatever release of it is live when it is called.
struct FunctionTarget: DeliveryTarget {
    private let service: ServiceName
    /// `nil` for a lane that no function can have.
    private let function: FunctionName?
    private let services: LiveServices
    private let deliveries: Deliveries

    init(service: ServiceName, lane: QueueLane, services: LiveServices, deliveries: Deliveries) {
        self.service = service
        self.function = FunctionName(lane.rawValue)
        self.services = services
        self.deliveries = deliveries
    }

    func policy() async -> LanePolicy {
        function.map { deliveries.policy(of: $0, in: service) } ?? LanePolicy()
    }

    func deliver(_ calls: [DueCall]) async -> DeliveryOutcome {
        await withCheckedContinuation { continuation in
            begin([calls]) { _, outcome in continuation.resume(returning: outcome) }
        }
    }

    func begin(_ batches: [[DueCall]], _ tell: @escaping @Sendable (Int, DeliveryOutcome) -> Void) {
        guard let function else {
            let error = MeridianError(.eventUndeliverable, "no function can have this name")
            for position in batches.indices { tell(position, .undeliverable(reason: error.description)) }
            return
        }
        var positions: [Int] = []
        for (position, batch) in batches.enumerated() {
            if batch[0].call.kind == .direct {
                Task { tell(position, await deliverDirectly(batch[0], to: function)) }
            } else {
                positions.append(position)
            }
        }
        guard !positions.isEmpty else { return }
        let traces = services.traces
        let builds: [FunctionCall.Build] = positions.map { position in
            { function, place in
                let batch = batches[position]
                let recording = FunctionCall.Recording(
                    traces: traces, attempt: batch[0].event.attempts, others: Array(batch.traces.dropFirst()))
                return (try FunctionCall(batch, to: function, at: place), recording)
            }
        }
        Task { [positions] in
            await services.begin(service, function, builds) { index, result in
                let position = positions[index]
                let batch = batches[position]
                if case .success(let answer) = result, answer.head.status < 400, batch[0].call.kind != .queue {
                    tell(position, .taken(answer.body))
                } else {
                    // What takes longer to make out does not do so on the event loop.
                    Task { tell(position, judge(result, batch)) }
                }
            }
        }
    }

    var handsOnAnswers: Bool {
        function.map { deliveries.settings.settings(of: $0, in: service).onSuccess != nil } ?? false
    }

    private func judge(_ result: Result<FunctionCall.Answer, any Error>, _ calls: [DueCall]) -> DeliveryOutcome {
        do {
            return judge(try result.get(), calls)
        } catch let error as MeridianError {
            return judge(error, calls)
        } catch {
            return .failed(reason: MeridianError(.deliveryFailed, "the function did not answer: \(error)").description)
        }
    }

    /// A call by the Lambda-compatible API, to the version that its caller named.
    private func deliverDirectly(_ due: DueCall, to function: FunctionName) async -> DeliveryOutcome {
        do {
            let answer = try await services.call(DirectCall(due.call, to: function, of: service))
            guard answer.functionError != nil else { return .taken(answer.payload) }
            let said = String(decoding: answer.payload.readableBytesView.prefix(500), as: UTF8.self)
            report("the function failed", [due])
            return .failed(reason: MeridianError(.deliveryFailed, "the function failed: \(said)").description)
        } catch let error as MeridianError {
            guard error.code != .lambdaFunctionUnknown else {
                return .undeliverable(reason: MeridianError(.eventUndeliverable, error.message).description)
            }
            return judge(error, [due])
        } catch {
            return .failed(reason: MeridianError(.deliveryFailed, "the function did not answer: \(error)").description)
        }
    }

    private func judge(_ answer: FunctionCall.Answer, _ calls: [DueCall]) -> DeliveryOutcome {
        let status = answer.head.status
        if calls[0].call.kind == .queue, status != 429, status != 503,
            let failed = BatchAnswer.failed(in: answer.body, of: calls)
        {
            let error = MeridianError(.deliveryFailed, "the function asked for the message again")
            return .partly(failed: failed, reason: error.description)
        }
        switch status {
        case ..<400:
            return .taken(answer.body)
        case 429, 503:
            let error = MeridianError(.deliveryUnavailable, "the function answered \(status)")
            let wish = answer.head.fields["retry-after"].flatMap { Int($0) }
            return .unavailable(reason: error.description, retryAfter: wish.map { .seconds($0) })
        default:
            let said = String(decoding: answer.body.readableBytesView.prefix(500), as: UTF8.self)
            report("the function answered \(status)", calls)
            return .failed(
                reason: MeridianError(
                    .deliveryFailed, "the function answered \(status)\(said.isEmpty ? "" : ": \(said)")"
                ).description)
        }
    }

    private func judge(_ error: MeridianError, _ calls: [DueCall]) -> DeliveryOutcome {
        switch error.code {
        case .eventUndeliverable:
            return .undeliverable(reason: error.description)
        case .unknownService, .unknownFunction, .releaseUnusable:
            return .unavailable(
                reason: MeridianError(.deliveryUnavailable, "it is not live: \(error)").description, retryAfter: nil)
        default:
            guard error.status != 429, error.status != 503 else {
                return .unavailable(
                    reason: MeridianError(.deliveryUnavailable, "\(error)").description,
                    retryAfter: error.retryAfter.map { .seconds($0) })
            }
            report("\(error)", calls)
            return .failed(reason: MeridianError(.deliveryFailed, "there was no answer: \(error)").description)
        }
    }

    private func report(_ problem: String, _ calls: [DueCall]) {
        let call = calls[0]
        let code = call.call.kind == .timer ? ErrorCode.timerFailed : .deliveryFailed
        deliveries.logs.append(
            LogEntry(
                service: service, function: function, requestID: call.call.fields[RequestID.fieldName],
                level: .error, stream: .platform,
                message: "\(code): event \(call.event.id) failed at attempt \(call.event.attempts): \(problem)"))
    }

    func succeeded(_ call: DueCall, _ answer: ByteBuffer) async throws {
        guard let function,
            let destination = deliveries.settings.settings(of: function, in: service).onSuccess
        else { return }
        try await deliveries.hand(
            DeliveryRecord(service: service, function: function, call.event, answer: answer), to: destination)
    }

    func died(_ event: QueuedEvent, _ reason: String) async throws {
        guard let function,
            let destination = deliveries.settings.settings(of: function, in: service).onFailure
        else { return }
        try await deliveries.hand(
            DeliveryRecord(service: service, function: function, event, reason: reason), to: destination)
    }
}
