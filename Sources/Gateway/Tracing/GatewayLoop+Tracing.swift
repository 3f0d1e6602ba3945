import Admission
import Engine
import HTTPTransport
import MeridianCore
import Telemetry
import Traces

/// Requests as spans of traces.
extension GatewayLoop {
    /// The most requests that are captured between two times that spans are taken.
    static let capturesAtATime = 64

    /// Makes the request a span of the trace that it comes with, or of a new one, and lets its function know by
    /// `traceparent` (W3C Trace Context §3.2). A field that is no valid parent is replaced, and `tracestate` goes with it.
    /// - Returns: `nil` when no spans are taken down.
    func joinTrace(_ head: inout RequestHead, now: Nanoseconds) -> SpanRecord.Identity? {
        guard takesSpans else { return nil }
        // Who comes with a trace wants to see all of it.
        guard spanBudget.take(now: now) || head.fields.has("traceparent") else { return nil }
        if let parent = TraceContext.parent(in: head.fields) { return continueTrace(parent, &head) }
        if head.fields.has("traceparent") { head.fields.remove(TraceContext.fieldName) }
        if head.fields.has("tracestate") { head.fields.remove(TraceContext.stateFieldName) }
        let identity = newTrace(for: head)
        TraceContext(
            traceIDHigh: identity.traceHigh, traceIDLow: identity.traceLow, spanID: identity.span, flags: 1
        ).withParentField { head.fields.append("traceparent", value: $0) }
        return identity
    }

    /// Makes a request that ended a span after all, because it failed. Its function was told of no trace.
    func lateSpan(of head: RequestHead, _ outcome: RequestOutcome) -> SpanRecord.Identity? {
        guard takesSpans, outcome == .error || outcome == .timeout else { return nil }
        return newTrace(for: head)
    }

    /// The id of the request is that of the trace, unless a caller chose one of another form, or zero.
    private func newTrace(for head: RequestHead) -> SpanRecord.Identity {
        var trace: (high: UInt64, low: UInt64)?
        head.fields.withFirstValue("x-request-id") { trace = RequestID.halves(of: $0) }
        if trace == nil || trace! == (0, 0) { trace = (ids.spanID(), ids.spanID()) }
        return SpanRecord.Identity(traceHigh: trace!.high, traceLow: trace!.low, span: ids.spanID())
    }

    private func continueTrace(_ parent: TraceContext, _ head: inout RequestHead) -> SpanRecord.Identity {
        let identity = SpanRecord.Identity(
            traceHigh: parent.traceIDHigh, traceLow: parent.traceIDLow, span: ids.spanID(), parent: parent.spanID)
        var own = parent
        own.spanID = identity.span
        // Flags that version 00 does not know are not handed on (§3.2.2.5).
        own.flags &= 1
        own.withParentField { value in
            guard !head.fields.overwrite("traceparent", with: value) else { return }
            head.fields.remove(TraceContext.fieldName)
            head.fields.append("traceparent", value: value)
        }
        return identity
    }

    func noteTurnedAway(
        _ request: RequestHead, status: Int, _ outcome: RequestOutcome, at site: SpanSite, now: Nanoseconds,
        as span: SpanRecord.Identity
    ) {
        var record = SpanRecord(
            span, at: site, startedAt: now, duration: 0, status: status, outcome: outcome, method: request.method)
        record.identify(by: request.fields)
        spans.append(record)
    }

    /// What was taken down since it was asked last.
    func takeSpans() -> (records: [SpanRecord], dropped: Int) {
        capturesLeft = Self.capturesAtATime
        return spans.drain()
    }
}

extension SpanSite {
    private struct ReleaseKey: Hashable {
        var service: ServiceName
        var release: Int
    }

    /// The sites of an entry's release, by its functions and their triggers. Those that are there already are kept.
    static func all(of entry: RoutingTable.Entry, keeping known: inout [Key: SpanSite]) -> [[SpanSite]] {
        let release = entry.release.release
        return release.manifest.functions.map { function in
            function.triggers.indices.map { trigger in
                let site = SpanSite(function, trigger: trigger, service: release.service, release: release.number)
                if let kept = known[site.key] { return kept }
                known[site.key] = site
                return site
            }
        }
    }

    /// Lets go of the sites of releases that a table does not lead to.
    static func forget(_ known: inout [Key: SpanSite], butOf table: RoutingTable) {
        guard !known.isEmpty else { return }
        let releases = Set(
            table.entries.map { ReleaseKey(service: $0.release.release.service, release: $0.release.release.number) })
        known = known.filter { releases.contains(ReleaseKey(service: $0.key.service, release: $0.key.release)) }
    }
}
