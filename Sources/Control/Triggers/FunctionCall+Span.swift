import Admission
import Engine
import HTTPTransport
import MeridianCore
import NIOCore
import Synchronization
import Telemetry
import Traces

extension FunctionCall {
    /// What a call is taken down as.
    struct Recording: Sendable {
        let traces: TraceKeeper
        /// `nil` for that of the trigger.
        var kind: Span.Kind?
        /// From 1.
        var attempt = 1
    }

    /// How the call began, told on the instance's event loop.
    private final class Note: Sendable {
        let beginning = Mutex<CallBeginning?>(nil)
    }

    /// Makes the call and takes it down as a span of the trace that it comes with, or of a new one.
    /// - Throws: ``MeridianError`` when the platform could not get an answer.
    func make(to release: ActiveRelease, as recording: Recording) async throws -> Answer {
        guard recording.traces.settings.isOn else { return try await make(to: release) }
        var call = self
        let identity = call.joinTrace()
        let clock = AdmissionClock.monotonic
        let started = clock.now()
        let note = Note()
        let result: Result<Answer, any Error>
        do {
            let (head, body) = try await release.invoke(
                function: function, trigger: trigger, request: call.request, body: self.body
            ) { beginning in note.beginning.withLock { $0 = beginning } }
            let milliseconds = Double(clock.now() - started) / 1e6
            result = .success(Answer(head: head, body: body, milliseconds: milliseconds))
        } catch {
            result = .failure(error)
        }
        let manifest = release.release.manifest.functions[function]
        let site = recording.traces.site(
            of: manifest, trigger: trigger, service: release.release.service, release: release.release.number,
            kind: recording.kind)
        recording.traces.record(
            call.span(
                identity, at: site, from: started, to: clock.now(), attempt: recording.attempt,
                note.beginning.withLock { $0 }, result))
        return try result.get()
    }

    /// An event carries its trace in the attribute of CloudEvents' extension for distributed tracing.
    private mutating func joinTrace() -> SpanRecord.Identity {
        var ids = RequestIDSource()
        let parent =
            TraceContext(fields: request.fields)
            ?? request.fields["ce-traceparent"].flatMap { TraceContext($0) }
        var id = requestID
        let halves = id.withUTF8 { RequestID.halves(of: UnsafeRawBufferPointer($0)) } ?? (ids.spanID(), ids.spanID())
        let identity = SpanRecord.Identity(
            traceHigh: parent?.traceIDHigh ?? halves.0, traceLow: parent?.traceIDLow ?? halves.1, span: ids.spanID(),
            parent: parent?.spanID ?? 0)
        TraceContext(
            traceIDHigh: identity.traceHigh, traceIDLow: identity.traceLow, spanID: identity.span,
            flags: (parent?.flags ?? 1) & 1, state: parent?.state
        ).write(into: &request.fields)
        return identity
    }

    private func span(
        _ identity: SpanRecord.Identity, at site: SpanSite, from started: Nanoseconds, to ended: Nanoseconds,
        attempt: Int, _ beginning: CallBeginning?, _ result: Result<Answer, any Error>
    ) -> SpanRecord {
        let (answer, error) =
            switch result {
            case .success(let answer): (Optional(answer), nil as MeridianError?)
            case .failure(let error): (nil as Answer?, error as? MeridianError)
            }
        let status = answer?.head.status ?? error?.status ?? 502
        let shed = [429, 503].contains(status) && answer == nil
        var record = SpanRecord(
            identity, at: site, startedAt: started, duration: ended - started, status: status,
            outcome: RequestOutcome(status: status, wasShed: shed), method: request.method)
        record.identify(by: request.fields)
        record.attempt = attempt
        record.requestBytes = body.readableBytes
        record.answerBytes = answer?.body.readableBytes ?? 0
        if let beginning {
            record.beganAt = beginning.began
            record.instance = beginning.instance
            record.isCold = beginning.isCold
            record.spawn = beginning.spawn
            record.initialization = beginning.initialization
        }
        guard record.isFailed || record.isSlow else { return record }
        var (asked, answered) = (RawCapture.Body(), RawCapture.Body())
        asked.add(body)
        if let answer { answered.add(answer.body) }
        record.detail = SpanDetail(
            problem: error?.description,
            capture: RawCapture(head: request, body: asked, answer: answer?.head, answerBody: answered))
        return record
    }
}
