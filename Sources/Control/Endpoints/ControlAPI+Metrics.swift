import Access
import Engine
import Gateway
import MeridianCore
import NIOCore
import Synchronization
import Telemetry

/// What functions do and did.
extension ControlAPI {
    /// The text that Prometheus scrapes, in the format that it asks for.
    func showMetrics(_ request: ControlRequest) async throws -> ControlResponse {
        let accepted = request.head.fields.values("accept").joined(separator: ",")
        var exposition = Exposition(Exposition.Format(accept: accepted))
        await platform.gateway.expose(to: &exposition, mostSeries: PlatformMetrics.mostSeries)
        platform.metrics.expose(to: &exposition)
        try await platform.deliveries.expose(to: &exposition)
        exposition.finish()
        return ControlResponse(
            contentType: exposition.format.contentType, body: ByteBuffer(bytes: exposition.bytes))
    }

    func chartFunction(_ request: ControlRequest) async throws -> ControlResponse {
        let (service, function) = (try request.service(), try request.function())
        let known = try await functions(of: service)
        guard known.contains(function) else {
            throw MeridianError(
                .unknownFunction,
                "service '\(service)' has no function '\(function)'; there "
                    + LiveServices.list(known.map(\.rawValue)), status: 404)
        }
        return try await chart([function], of: service, function: function, request)
    }

    func chartService(_ request: ControlRequest) async throws -> ControlResponse {
        let service = try request.service()
        return try await chart(try await functions(of: service), of: service, function: nil, request)
    }

    /// Functions of which the caller may read.
    func showLiveFunctions(_ request: ControlRequest) async throws -> ControlResponse {
        let seconds = try request.number("seconds", in: 1...TimeSeries.liveSeconds) ?? 5
        var document = platform.metrics.live(seconds: seconds)
        document.functions = document.functions.filter { request.principal.may(.readServices, on: $0.service) }
            .sorted {
                ($1.rps, $0.service.rawValue, $0.function.rawValue) < (
                    $0.rps, $1.service.rawValue, $1.function.rawValue
                )
            }
        return try .json(document)
    }

    private func chart(
        _ functions: Set<FunctionName>, of service: ServiceName, function: FunctionName?, _ request: ControlRequest
    ) async throws -> ControlResponse {
        let range = try MetricsRange(
            since: request.query["since"], until: request.query["until"], step: request.query["step"],
            now: Timestamp.now.milliseconds / 1_000)
        let chart = try platform.metrics.chart(of: functions, in: service, range)
        let moves = try await services.service(service).catalog.live?.moves ?? []
        return try .json(MetricsDocument(chart, service: service, function: function, moves: moves))
    }

    /// Those of every release that is kept, and those that were called in the last hour.
    private func functions(of service: ServiceName) async throws -> Set<FunctionName> {
        let called = platform.metrics.state.withLock { $0.series.functions(of: service) }
        let known = try await services.service(service)
        let declared = known.active.values.flatMap { $0.release.manifest.functions.map(\.name) }
        return called.union(declared)
    }
}
