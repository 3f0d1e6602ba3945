import Admission
import Engine
import HTTPTransport
import MeridianCore
import NIOCore
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
        /// Traces that the call belongs to beside its own, as those of other messages of a batch.
        var others: [TraceContext] = []
    }

    /// Makes a call ready, from the function and its position in the manifest.
    typealias Build = @Sendable (FunctionManifest, Int) throws -> (call: FunctionCall, recording: Recording)

    /// Makes the call and takes it down as a span of the trace that it comes with, or of a new one.
    /// - Throws: ``MeridianError`` when the platform could not get an answer.
    func make(to release: ActiveRelease, as recording: Recording) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            Self.begin([(self, recording)], of: release) { _, result in continuation.resume(with: result) }
        }
    }

    /// Begins several calls at once, each of which is taken down so.
    /// - Parameter tell: Gets to know what came of a call, by its position: once for each, on the event loop of the
    ///   function's instances.
    static func begin(
        _ calls: [(call: FunctionCall, recording: Recording)], of release: ActiveRelease,
        _ tell: @escaping @Sendable (Int, Result<Answer, any Error>) -> Void
    ) {
        var ids = RequestIDSource()
        let clock = AdmissionClock.monotonic
        let started = clock.now()
        let begun = calls.map { call, recording in
            var call = call
            let identity = recording.traces.isOn ? call.joinTrace(&ids) : nil
            return BegunCall(call: call, recording: recording, identity: identity, started: started)
        }
        release.begin(begun.map(\.call.invocation)) { position, outcome in
            let ended = clock.now()
            let result = outcome.answer.map { head, body in
                Answer(head: head, body: body, milliseconds: Double(ended - started) / 1e6)
            }
            begun[position].record(result, outcome.beginning, of: release, ended: ended)
            tell(position, result)
        }
    }

    /// An event carries its trace in the attribute of CloudEvents' extension for distributed tracing.
    private mutating func joinTrace(_ ids: inout RequestIDSource) -> SpanRecord.Identity {
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

    fileprivate func span(
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

/// A call that is under way, until it is taken down.
private struct BegunCall: Sendable {
    let call: FunctionCall
    let recording: FunctionCall.Recording
    /// `nil` when it is not.
    let identity: SpanRecord.Identity?
    let started: Nanoseconds

    /// Takes the call down in its own trace, and in each of the others that it belongs to.
    func record(
        _ result: Result<FunctionCall.Answer, any Error>, _ beginning: CallBeginning?, of release: ActiveRelease,
        ended: Nanoseconds
    ) {
        guard let identity else { return }
        let site = recording.traces.site(
            of: release.release.manifest.functions[call.function], trigger: call.trigger,
            service: release.release.service, release: release.release.number, kind: recording.kind)
        let record = call.span(
            identity, at: site, from: started, to: ended, attempt: recording.attempt, beginning, result)
        recording.traces.record(record)
        for (number, other) in recording.others.enumerated() {
            var record = record
            record.identity = SpanRecord.Identity(
                traceHigh: other.traceIDHigh, traceLow: other.traceIDLow, span: identity.span &+ UInt64(number + 1),
                parent: other.spanID)
            recording.traces.record(record)
        }
    }
}
