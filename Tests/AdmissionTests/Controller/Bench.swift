import MeridianCore

@testable import Admission

/// A controller with its clock, for tests that go request by request.
struct Bench {
    static let hash = KeyHash(seed: 1)
    static let functions = ["checkout", "item", "reviews"].map { FunctionKey(ServiceName("shop")!, FunctionName($0)!) }

    let controller: AdmissionController
    var now: Nanoseconds = 0

    init(_ rules: Rule..., settings: AdmissionSettings = AdmissionSettings()) throws {
        controller = AdmissionController(
            try Self.compile(rules, settings: settings), unit: UnitAdmission(), seed: 1)
    }

    static func compile(
        _ rules: [Rule], settings: AdmissionSettings = AdmissionSettings(), carrying previous: CompiledRules? = nil
    ) throws -> CompiledRules {
        try CompiledRules(
            RuleSet(rules, settings: settings), functions: functions, carrying: previous, hash: hash)
    }

    mutating func advance(milliseconds: Double) {
        now += Nanoseconds(milliseconds * 1e6)
    }

    /// - Returns: `nil` when the request was turned away; otherwise its permit, already running.
    func begin(_ function: Int = 0, origin: String? = nil, parameter: String? = nil) -> Permit? {
        switch ask(function, origin: origin, parameter: parameter) {
        case .admit(let permit), .queue(let permit), .wait(let permit, _):
            var permit = permit
            controller.started(&permit, now: now)
            return permit
        case .reject: return nil
        }
    }

    func ask(_ function: Int = 0, origin: String? = nil, parameter: String? = nil) -> Decision {
        var facts = RequestFacts(function: function, origin: origin.map { Self.hash($0) } ?? 0)
        if let parameter { facts.parameters[0] = Self.hash(parameter) }
        return controller.admit(facts, now: now)
    }

    /// How many of so many requests pass that are over at once.
    func passing(
        _ count: Int, _ function: Int = 0, origin: String? = nil, parameter: String? = nil,
        outcome: AdmissionOutcome = .succeeded
    ) -> Int {
        var passed = 0
        for _ in 0..<count {
            guard let permit = begin(function, origin: origin, parameter: parameter) else { continue }
            passed += 1
            controller.finished(permit, outcome, now: now)
        }
        return passed
    }
}

extension Rule {
    static func flow(_ name: String, on target: String = "*", dry: Bool = false, _ flow: FlowRule) -> Rule {
        Rule(name, on: RuleTarget(target)!, isDry: dry, .flow(flow))
    }

    static func flow(on target: String = "*", _ flow: FlowRule) -> Rule {
        .flow("rule", on: target, flow)
    }
}

extension Decision {
    var rejection: Rejection? {
        if case .reject(let rejection) = self { rejection } else { nil }
    }
}
