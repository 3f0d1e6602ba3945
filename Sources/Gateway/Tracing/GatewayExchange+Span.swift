import Admission
import HTTPTransport
import MeridianCore
import Telemetry
import Traces

extension GatewayExchange {
    /// Takes the request down as a span, and captures it when it failed or was slow.
    func note(
        _ span: SpanRecord.Identity, _ outcome: RequestOutcome, _ duration: Nanoseconds, _ problem: MeridianError?
    ) {
        var record = SpanRecord(
            span, at: handle.sites[route.trigger], startedAt: startedAt, duration: duration, status: status,
            outcome: outcome, method: head.method)
        record.identify(by: head.fields)
        if let beginning {
            record.beganAt = beginning.began
            record.instance = beginning.instance
            record.isCold = beginning.isCold
            record.spawn = beginning.spawn
            record.initialization = beginning.initialization
        }
        record.requestBytes = requestBody.count
        record.answerBytes = answerBytes
        if record.isFailed || record.isSlow { record.detail = detail(problem) }
        loop.spans.append(record)
    }

    private func detail(_ problem: MeridianError?) -> SpanDetail {
        var capture: RawCapture?
        // Without a span from its beginning the body was let go.
        if self.span != nil, loop.capturesLeft > 0 {
            loop.capturesLeft -= 1
            capture = RawCapture(head: head, body: requestBody, answer: answerHead, answerBody: answerBody)
        }
        return SpanDetail(problem: problem?.description, capture: capture)
    }
}
