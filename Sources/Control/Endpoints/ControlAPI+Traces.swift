import Access
import MeridianCore
import Persistence
import Telemetry
import Traces

extension ControlAPI {
    /// How far back traces and log lines may be asked for.
    static let mostSeconds = 366 * 86_400
    static let mostSpans = 1_000
    private static let mostLinesOfTrace = 1_000

    /// What is kept of a trace or request, with its log lines; spans of services whose logs the caller may not read are
    /// left out.
    func showTrace(_ request: ControlRequest) async throws -> ControlResponse {
        let id = request.parameters["trace"] ?? ""
        let spans = try await find(id, as: request.principal)
        return try .json(TraceDocument(id: id, spans: spans, logs: try await lines(of: spans)))
    }

    /// - Throws: ``ErrorCode/unknownTrace`` with status 404.
    func find(_ id: String, as principal: Principal) async throws -> [Span] {
        let telemetry = platform.telemetry
        await telemetry.collect()
        let spans = try await Blocking.run { try telemetry.traces.find(id) }
            .filter { principal.may(.readLogs, on: $0.service) }
        guard !spans.isEmpty else {
            throw MeridianError(
                .unknownTrace,
                "nothing is kept of a request or trace '\(id)'; `meridian traces SERVICE` lists what is", status: 404)
        }
        return spans
    }

    private func lines(of spans: [Span]) async throws -> [LogEntry] {
        let archive = platform.telemetry.logs
        let since = spans.map(\.time).min().map { Timestamp(milliseconds: $0.milliseconds - 1_000) }
        var seen: Set<String> = []
        let requests = spans.filter { seen.insert("\($0.service) \($0.requestID)").inserted }
        let found = try await Blocking.run {
            try requests.flatMap { span in
                try archive.search(
                    LogFilter(service: span.service, requestID: span.requestID, since: since),
                    limit: Self.mostLinesOfTrace)
            }
        }
        return found.filter { $0.stream != .access }.sorted { $0.time < $1.time }
    }

    func showTracing(_ request: ControlRequest) async throws -> ControlResponse {
        try .json(TracingDocument(enabled: platform.telemetry.traces.isOn))
    }

    func setTracing(_ request: ControlRequest) async throws -> ControlResponse {
        let wish = try ControlJSON.decode(
            TracingDocument.self, from: try await request.body.collect(upTo: Self.bodyLimit))
        let former = TracingDocument(enabled: platform.telemetry.traces.isOn)
        await platform.telemetry.trace(wish.enabled)
        try request.changed(from: former, to: wish)
        return try .json(wish)
    }

    /// The newest spans of a service that are kept, or of one of its functions.
    func listTraces(_ request: ControlRequest) async throws -> ControlResponse {
        var query = TraceQuery(
            service: try request.service(), isSlow: try request.flag("slow"), isFailed: try request.flag("failed"),
            since: try request.since(), limit: try request.number("limit", in: 1...Self.mostSpans) ?? 50)
        if let text = request.query["function"] {
            guard let function = FunctionName(text) else {
                throw MeridianError(
                    .badControlRequest, "'function=\(text)' can't be: \(FunctionName.rule)", status: 400)
            }
            query.function = function
        }
        let telemetry = platform.telemetry
        await telemetry.collect()
        let spans = try await Blocking.run { [query] in try telemetry.traces.list(query) }
        return try .json(TraceListDocument(spans: spans))
    }
}

extension ControlRequest {
    /// The moment so many seconds ago as `since` says; `nil` without it.
    func since() throws(MeridianError) -> Timestamp? {
        try number("since", in: 0...ControlAPI.mostSeconds).map {
            Timestamp(milliseconds: Timestamp.now.milliseconds - Int64($0) * 1_000)
        }
    }
}
