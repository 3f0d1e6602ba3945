import Admission
import MeridianCore

extension Rule.Kind {
    /// What it holds to, in a few words.
    var summary: String {
        switch self {
        case .flow(let rule): rule.summary
        case .parameter(let rule):
            "\(Self.shown(rule.count)) "
                + (rule.grade == .qps ? "in \(Self.shown(rule.interval)) s" : "at a time")
                + " of each \(rule.source.summary)"
        case .system(let rule): rule.summary
        case .breaker(let rule):
            "\(rule.grade.rawValue) \(Self.shown(rule.threshold)), open for \(Self.shown(rule.openFor)) s"
        case .adaptive(let rule): "\(Self.shown(rule.lowest))–\(Self.shown(rule.highest)) at a time"
        case .priority(let rule):
            [rule.criticality?.name, rule.weight.map { "weight \(Self.shown($0))" }].compactMap(\.self)
                .joined(separator: ", ")
        }
    }

    fileprivate static func shown(_ value: Double) -> String { FunctionOptions.shown(value) }
}

extension FlowRule {
    fileprivate var summary: String {
        var text = Rule.Kind.shown(count) + (grade == .qps ? " in \(Rule.Kind.shown(interval)) s" : " at a time")
        if behavior != .reject { text += ", \(behavior.rawValue)" }
        switch origin {
        case .any: break
        case .each: text += ", each caller"
        case .other: text += ", other callers"
        case .named(let name): text += ", of \(name)"
        }
        if let related { text += ", by \(related)" }
        return text
    }
}

extension ParameterRule.Source {
    fileprivate var summary: String {
        switch self {
        case .path(let name): "path \(name)"
        case .query(let name): "query \(name)"
        case .header(let name): "header \(name)"
        }
    }
}

extension SystemRule {
    fileprivate var summary: String {
        let limits: [(String, Double?)] = [
            ("load", load), ("cpu", cpu), ("qps", qps), ("average ms", averageTime), ("at a time", concurrency),
        ]
        return limits.compactMap { name, limit in limit.map { "\(name) \(Rule.Kind.shown($0))" } }
            .joined(separator: ", ")
    }
}
