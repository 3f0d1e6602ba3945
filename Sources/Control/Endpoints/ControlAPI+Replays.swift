import Access
import Engine
import Gateway
import MeridianCore
import NIOCore
import Telemetry
import Traces

extension ControlAPI {
    /// Sends a captured request again, to the live release or another, past admission and the gateway's counts.
    func replayRequest(_ request: ControlRequest) async throws -> ControlResponse {
        let service = try request.service()
        try request.principal.require(.readLogs, on: service)
        let wish = try ControlJSON.decode(
            ReplayWishDocument.self, from: try await request.body.collect(upTo: 64 << 10))
        let spans = try await find(wish.request, as: request.principal).filter { $0.service == service }
        guard let span = spans.last(where: { $0.capture != nil }), let capture = span.capture else {
            throw MeridianError(
                .nothingCaptured,
                "the request '\(wish.request)' to '\(service)' was not captured; only those that fail or are slow are",
                status: 409)
        }
        guard let body = capture.body.bytes else {
            throw MeridianError(
                .bodyNotCaptured,
                "the body of the request was larger than \(RawCapture.bodyLimit) bytes and was not captured",
                status: 409)
        }
        var release = wish.release
        if release == nil { release = try await services.live(service).release.number }
        let number = release!
        let call = Replay(capture: capture, span: span, body: body, requestID: RequestID.make())
        let answer = try await services.call(number, of: service, replaying: call)
        return try .json(
            ReplayDocument(
                service: service, function: span.function, method: capture.method, target: capture.target,
                requestID: call.requestID, withheld: call.withheld,
                then: .init(
                    release: span.release, status: span.status, milliseconds: span.milliseconds.total,
                    body: capture.answerBody.count == 0 ? "" : capture.answerBody.text,
                    bodyBytes: span.answerBytes),
                now: .init(
                    release: number, status: answer.head.status, milliseconds: answer.milliseconds,
                    body: String(validating: answer.body.readableBytesView, as: UTF8.self),
                    bodyBytes: answer.body.readableBytes)))
    }
}
