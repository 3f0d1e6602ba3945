import MeridianCore
import Telemetry

@testable import Traces

/// Records and spans as tests need them.
enum Sample {
    static let second: Int64 = 1_000_000_000

    static func site(_ function: String = "pay", service: String = "shop") -> SpanSite {
        SpanSite(
            .init(service: ServiceName(service)!, function: FunctionName(function)!, release: 1, trigger: 0),
            kind: .http, route: "/" + function)
    }

    /// - Parameter trace: Its id's lower half.
    static func record(
        trace: UInt64 = 2, span: UInt64 = 1, parent: UInt64 = 0, at site: SpanSite = site(), startedAt: Int64 = 0,
        duration: Int64 = 1_000_000, status: Int = 200, shed: Bool = false
    ) -> SpanRecord {
        var record = SpanRecord(
            .init(traceHigh: 7, traceLow: trace, span: span, parent: parent), at: site, startedAt: startedAt,
            duration: duration, status: status, outcome: RequestOutcome(status: status, wasShed: shed), method: .get)
        record.requestHigh = 7
        record.requestLow = trace
        return record
    }

    static func span(
        trace: UInt64 = 2, span: UInt64 = 1, parent: UInt64 = 0, function: String = "pay", startedAt: Int64 = 0,
        duration: Int64 = 1_000_000, status: Int = 200, reason: Span.Reason = .sampled
    ) throws -> Span {
        Span(
            record(
                trace: trace, span: span, parent: parent, at: site(function), startedAt: startedAt,
                duration: duration, status: status),
            reason: reason, epoch: 0, redaction: try Redaction())
    }

    static func id(_ trace: UInt64) -> String { RequestID.text(7, trace) }
}
