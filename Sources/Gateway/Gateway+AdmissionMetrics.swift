public import Admission
import MeridianCore
import NIOCore
import Synchronization
public import Telemetry

extension Gateway {
    /// The sums of every function that was called, over all event loops.
    public func totals() async -> [FunctionKey: FunctionMetrics.Totals] {
        var merged: [FunctionKey: FunctionMetrics.Totals] = [:]
        for loop in loops {
            let totals = try? await loop.eventLoop.submit { loop.totals() }.get()
            for (function, total) in totals ?? [:] { merged[function, default: FunctionMetrics.Totals()].add(total) }
        }
        return merged
    }

    /// How often the unit turned requests away by itself, that is not by a rule, over all event loops.
    public func unitRejections() async -> [Rejection.Reason: Int] {
        var sums: [Rejection.Reason: Int] = [:]
        for loop in loops {
            let counts = try? await loop.eventLoop.submit {
                Rejection.Reason.ofUnit.map { ($0, loop.controller.rejected(for: $0)) }
            }.get()
            for (reason, count) in counts ?? [] { sums[reason, default: 0] += count }
        }
        return sums
    }

    /// What admission did, in the Prometheus text format.
    func expose(admissionTo exposition: inout Exposition) async {
        let rules = snapshot.withLock { $0.rules }
        let unit = await unitRejections()
        exposition.metric(
            "meridian_rejections_total", type: "counter", help: "Requests turned away, by reason and rule.")
        for (rule, counts) in zip(rules.rules.rules, rules.counts) where rule.kind.turnsAway {
            exposition.sample(
                "meridian_rejections_total", ["reason": rule.kind.name, "rule": rule.name], counts.rejected)
        }
        for reason in Rejection.Reason.ofUnit {
            exposition.sample(
                "meridian_rejections_total", ["reason": "\(reason)", "rule": ""], unit[reason] ?? 0)
        }
        exposition.metric(
            "meridian_dry_rejections_total", type: "counter",
            help: "Requests that dry rules would have turned away.")
        for (rule, counts) in zip(rules.rules.rules, rules.counts) where rule.isDry {
            exposition.sample("meridian_dry_rejections_total", ["rule": rule.name], counts.wouldReject)
        }
        exposition.metric(
            "meridian_waiting", type: "gauge", help: "Requests that were admitted and wait for an instance.")
        exposition.sample("meridian_waiting", [:], admission.unit.backlog)
        exposition.metric(
            "meridian_shedding", type: "gauge", help: "1 while requests are turned away because others wait too long.")
        exposition.sample("meridian_shedding", [:], admission.unit.isShedding ? 1 : 0)
        exposition.metric(
            "meridian_reading_pauses_total", type: "counter",
            help: "Times that an event loop read and accepted nothing for a while, since it could not keep up.")
        exposition.sample("meridian_reading_pauses_total", [:], readingPauses)
    }
}

extension Rejection.Reason {
    /// Those that are no rule's doing.
    public static let ofUnit: [Self] = [.overload, .retries, .deadline]
}

extension Rule.Kind {
    fileprivate var turnsAway: Bool {
        switch self {
        case .flow, .parameter, .system, .breaker: true
        case .adaptive, .priority: false
        }
    }
}
