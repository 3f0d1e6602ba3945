import Testing

@testable import Admission

@Suite struct SystemLoadTests {
    private var system = SystemLoad()

    private mutating func excess(
        _ rule: SystemRule, inFlight: Int = 0, load: Double = 0, cpu: Double = 0, now: Nanoseconds
    ) -> SystemLoad.Excess {
        system.excess(over: rule, inFlight: inFlight, machine: MachineReading(load: load, cpu: cpu), now: now)
    }

    @Test mutating func eachLimitIsKept() {
        #expect(excess(SystemRule(concurrency: 2), inFlight: 1, now: 0) == .none)
        #expect(excess(SystemRule(concurrency: 2), inFlight: 2, now: 0) == .concurrency)
        system.pass(now: 0)
        #expect(excess(SystemRule(qps: 2), now: 1) == .none)
        system.pass(now: 1)
        #expect(excess(SystemRule(qps: 2), now: 2) == .qps)
        system.giveBack()
        #expect(excess(SystemRule(qps: 2), now: 3) == .none)
        system.finished(duration: 100 * .millisecond, now: 3)
        #expect(excess(SystemRule(averageTime: 50), now: 4) == .averageTime)
        #expect(excess(SystemRule(averageTime: 50), now: 5 * .second) == .none)
    }

    /// 100 a second at 50 ms hold five at a time.
    @Test mutating func underLoadItTakesWhatItHasShownThatItCan() {
        for request in 0..<100 {
            system.finished(duration: 50 * .millisecond, now: Nanoseconds(request) * 10 * .millisecond)
        }
        let rule = SystemRule(load: 2, cpu: 0.9)
        #expect(excess(rule, inFlight: 100, now: .second) == .none)
        #expect(excess(rule, inFlight: 5, load: 3, now: .second) == .none)
        #expect(excess(rule, inFlight: 6, load: 3, now: .second) == .load)
        #expect(excess(rule, inFlight: 6, cpu: 0.95, now: .second) == .cpu)
        #expect(excess(rule, inFlight: 1, cpu: 0.95, now: .second) == .none)
        // What was long ago counts no more.
        #expect(excess(rule, inFlight: 6, cpu: 0.95, now: 30 * .second) == .none)
    }
}
