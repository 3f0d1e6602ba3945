import Admission
import MeridianCore
import NIOCore
import TestSupport
import Testing

@Suite struct RuleSetTests {
    private static let everyKind = """
        {"rules": [
          {"name": "peak", "on": "shop/checkout", "flow": {"count": 2000, "behavior": "warmUpUniform", "maxQueueing": 200}},
          {"name": "partner", "on": "shop/*", "dry": true, "flow": {"count": 5, "grade": "concurrency", "origin": "acme"}},
          {"name": "reads", "on": "shop/read", "flow": {"count": 100, "related": "shop/write"}},
          {"name": "hot", "on": "shop/item", "parameter": {"path": "id", "count": 50, "burst": 10, "overrides": {"42": 500}}},
          {"name": "machine", "on": "*", "system": {"load": 4, "cpu": 0.9}},
          {"name": "guard", "on": "shop/reviews",
           "breaker": {"grade": "slowRatio", "threshold": 0.5, "slowerThan": 200, "fallback": {"body": "[]"}}},
          {"name": "limit", "on": "shop/*", "adaptive": {"highest": 200}},
          {"name": "vip", "on": "shop/pay", "priority": {"criticality": "CRITICAL_PLUS", "weight": 4}}
        ], "settings": {"queueTarget": 8}}
        """

    @Test func everyKindIsReadAndWritten() throws {
        let rules = try RuleSet(json: ByteBuffer(string: Self.everyKind))
        #expect(
            rules.rules.map(\.kind.name) == [
                "flow", "flow", "flow", "parameter", "system", "breaker", "adaptive", "priority",
            ])
        #expect(rules.settings.queueTarget == 8)
        guard case .flow(let peak) = rules.rules[0].kind else { return #expect(Bool(false)) }
        #expect(peak == FlowRule(count: 2_000, behavior: .warmUpUniform, maxQueueing: 200))
        #expect(rules.rules[1].isDry)
        #expect(try RuleSet(json: rules.json()) == rules)
    }

    @Test func nothingIsASetWithoutRules() throws {
        #expect(try RuleSet(json: ByteBuffer(string: "{}")) == RuleSet())
    }

    @Test(arguments: [
        ("", "the rules can't be read: line 1"),
        ("{\"rules\": [{]}", "line 1, column 13"),
        ("{\"rules\": {}}", "at rules:"),
        ("{\"rule\": []}", "there is no key 'rule' here; there are rules, settings"),
        ("{\"rules\": [{\"on\": \"*\"}]}", "at rules[0]: 'name' is missing"),
        ("{\"rules\": [{\"name\": \"a\", \"on\": \"*\"}]}", "must have exactly one of flow, parameter"),
        (
            "{\"rules\": [{\"name\": \"a\", \"on\": \"*\", \"flow\": {\"count\": 1}, \"system\": {\"qps\": 1}}]}",
            "but has flow and system"
        ),
        (
            "{\"rules\": [{\"name\": \"a\", \"on\": \"shop\", \"flow\": {\"count\": 1}}]}",
            "at rules[0].on: 'shop' names no functions; write SERVICE/FUNCTION, SERVICE/* or *"
        ),
        (
            "{\"rules\": [{\"name\": \"a\", \"on\": \"*\", \"flow\": {\"qps\": 1}}]}",
            "at rules[0].flow: there is no key 'qps' here"
        ),
        ("{\"rules\": [{\"name\": \"a\", \"on\": \"*\", \"flow\": {\"count\": \"many\"}}]}", "at rules[0].flow.count:"),
        (
            "{\"rules\": [{\"name\": \"a\", \"on\": \"*\", \"flow\": {\"count\": 1, \"behavior\": \"drop\"}}]}",
            "at rules[0].flow.behavior:"
        ),
        (
            "{\"rules\": [{\"name\": \"a\", \"on\": \"*\", \"priority\": {\"criticality\": \"HIGH\"}}]}",
            "'HIGH' is no criticality; there are CRITICAL_PLUS, CRITICAL, SHEDDABLE_PLUS, SHEDDABLE"
        ),
        (
            "{\"rules\": [{\"name\": \"a\", \"on\": \"*\", \"parameter\": {\"count\": 1}}]}",
            "exactly one of path, query, header"
        ),
        (
            "{\"rules\": [{\"name\": \"a\", \"on\": \"*\", \"breaker\": {\"grade\": \"errorCount\", \"threshold\": 1, "
                + "\"fallback\": {\"body\": \"\", \"staleFor\": 1}}}]}",
            "exactly one of body, staleFor, function"
        ),
    ])
    func whatCannotBeReadIsTold(json: String, message: String) {
        let error = #expect(throws: MeridianError.self) { try RuleSet(json: ByteBuffer(string: json)) }
        #expect(error?.code == .rulesUnreadable)
        #expect(error?.status == 400)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    private static func flow(_ flow: FlowRule) -> Rule { Rule("a", on: .all, .flow(flow)) }

    @Test(arguments: [
        (flow(FlowRule(count: -1)), "the rule 'a': count is -1; it must be 0–1,000,000,000"),
        (flow(FlowRule(count: .nan)), "count is nan"),
        (flow(FlowRule(count: 1, interval: 0)), "interval is 0; it must be more than 0 s"),
        (flow(FlowRule(count: 1, coldFactor: 1)), "coldFactor is 1"),
        (flow(FlowRule(count: 1, warmUpPeriod: 0)), "warmUpPeriod is 0"),
        (flow(FlowRule(count: 1, maxQueueing: -1)), "maxQueueing is -1"),
        (flow(FlowRule(grade: .concurrency, count: 1, behavior: .uniform)), "goes with the grade 'qps' only"),
        (flow(FlowRule(count: 0, behavior: .uniform)), "count is 0"),
        (flow(FlowRule(count: 1, interval: 2, behavior: .uniform)), "interval of 1 s"),
        (flow(FlowRule(count: 1, behavior: .uniform, origin: .each)), "each origin by itself"),
        (flow(FlowRule(count: 1, origin: .each, related: RuleTarget("a/b"))), "related goes with"),
        (flow(FlowRule(count: 1, related: .all)), "related must name"),
        (Rule("a b", on: .all, .flow(FlowRule(count: 1))), "a name is 1–100 visible"),
        (Rule("", on: .all, .flow(FlowRule(count: 1))), "a name is"),
        (Rule("a", on: .all, .parameter(ParameterRule(.query(""), count: 1))), "the name of the parameter is empty"),
        (Rule("a", on: .all, .parameter(ParameterRule(.query("q"), count: 1, maxKeys: 1))), "maxKeys is 1"),
        (
            Rule("a", on: .all, .parameter(ParameterRule(.query("q"), count: 1, overrides: ["x": -2]))),
            "the count of 'x' is -2"
        ),
        (Rule("a", on: .all, .system(SystemRule())), "at least one of load"),
        (Rule("a", on: .all, .system(SystemRule(cpu: 2))), "cpu is 2"),
        (Rule("a", on: RuleTarget("shop/*")!, .system(SystemRule(cpu: 1))), "a system rule is on *"),
        (Rule("a", on: .all, .breaker(BreakerRule(.errorRatio, threshold: 2))), "threshold is 2"),
        (Rule("a", on: .all, .breaker(BreakerRule(.slowRatio, threshold: 1))), "needs slowerThan"),
        (
            Rule("a", on: .all, .breaker(BreakerRule(.errorCount, threshold: 1, probes: 0))),
            "probes is 0; it must be 1–1,000"
        ),
        (
            Rule(
                "a", on: .all,
                .breaker(
                    BreakerRule(
                        .errorCount, threshold: 1,
                        fallback: .response(status: 99, contentType: "text/plain", body: "")))),
            "the status of the fallback is 99"
        ),
        (
            Rule("a", on: .all, .breaker(BreakerRule(.errorCount, threshold: 1, fallback: .function(.all)))),
            "must be written SERVICE/FUNCTION"
        ),
        (Rule("a", on: .all, .adaptive(AdaptiveRule(lowest: 0))), "lowest is 0"),
        (Rule("a", on: .all, .adaptive(AdaptiveRule(initial: 5, lowest: 6))), "initial is 5"),
        (Rule("a", on: .all, isDry: true, .adaptive(AdaptiveRule())), "there is no dry run of it"),
        (Rule("a", on: .all, .priority(PriorityRule())), "criticality, weight or both"),
        (Rule("a", on: .all, .priority(PriorityRule(weight: 0))), "weight is 0"),
    ])
    func valuesOutOfRangeAreTold(rule: Rule, message: String) {
        let error = #expect(throws: MeridianError.self) { try RuleSet([rule]).validate() }
        #expect(error?.code == .rulesInvalid)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func everythingWrongIsToldAtOnce() {
        let rules = RuleSet(
            [Self.flow(FlowRule(count: -1, interval: 0)), Self.flow(FlowRule(count: 1))],
            settings: AdmissionSettings(queueTarget: 0))
        #expect(rules.problems.count == 4)
        #expect(rules.problems.last == "the rule 'a': another rule has the same name")
    }

    /// Whatever bytes come, there is a set of rules or an error, and no crash.
    @Test func brokenTextsAreNoCrash() {
        var generator = SeededGenerator(seed: 11)
        let whole = Array(Self.everyKind.utf8)
        for _ in 0..<800 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(bytes.randomElement(using: &generator)!, at: place)
                }
            }
            do {
                let rules = try RuleSet(json: ByteBuffer(bytes: bytes))
                #expect(rules.problems.isEmpty)
            } catch {
                #expect([.rulesUnreadable, .rulesInvalid].contains(error.code))
            }
        }
    }
}
