import Admission
import MeridianCore

/// A controller that decides on the same requests again and again, each of which begins and ends at once.
final class Run {
    static let turn = 100_000
    /// Requests come this far apart.
    private static let distance: Nanoseconds = 10_000

    private let controller: AdmissionController
    private var requests: [RequestFacts] = []
    private var next = 0
    private var now: Nanoseconds = 1_000_000_000
    private var admitted = 0

    init(_ scenario: Scenario) throws {
        let hash = KeyHash(seed: 1)
        let functions = (0..<scenario.functionCount).map {
            FunctionKey(ServiceName("bench")!, FunctionName("f\($0)")!)
        }
        let rules = try CompiledRules(RuleSet(scenario.rules), functions: functions, hash: hash)
        controller = AdmissionController(rules, unit: UnitAdmission(), seed: 1)
        for number in 0..<max(scenario.functionCount, scenario.originCount, 1_000) {
            var facts = RequestFacts(
                function: number % scenario.functionCount,
                origin: scenario.originCount > 0 ? hash("o\(number % scenario.originCount)") : 0)
            facts.parameters[0] = hash("\(number % 100)")
            requests.append(facts)
        }
        if scenario == .overloaded { overload() }
    }

    /// Another event loop under the same rules.
    init(sharing run: Run) {
        controller = AdmissionController(run.controller.rules, unit: run.controller.unit, seed: 2)
        requests = run.requests
        now = run.now
    }

    func decide(_ count: Int) {
        for _ in 0..<count {
            now += Self.distance
            switch controller.admit(requests[next], now: now) {
            case .admit(let permit), .queue(let permit), .wait(let permit, _):
                var permit = permit
                controller.started(&permit, now: now + 1_000)
                controller.finished(permit, .succeeded, now: now + 2_000)
                admitted += 1
            case .reject: break
            }
            next = next + 1 == requests.count ? 0 : next + 1
        }
    }

    /// Lets requests come ten times as fast as they are begun, until the unit turns some away, and leaves a queue.
    private func overload() {
        var waiting: [Permit] = []
        for number in 0..<20_000 {
            now += Self.distance
            if case .admit(let permit) = controller.admit(requests[number % requests.count], now: now) {
                waiting.append(permit)
            }
            guard number % 10 == 0, !waiting.isEmpty else { continue }
            var permit = waiting.removeFirst()
            controller.started(&permit, now: now)
            controller.finished(permit, .succeeded, now: now)
        }
    }
}
