import Testing

@testable import Admission

/// The autoscaler in simulated time: instances take a while to start, and those that are not wanted leave.
@Suite struct AutoscalerSimulationTests {
    /// Ten times a second, as the engine does.
    private static let tick: Nanoseconds = 100_000_000
    /// Until an instance is ready, in ticks.
    private static let startTicks = 20

    private struct Moment {
        var second: Double
        var inFlight: Int
        var ready: Int
    }

    /// - Parameter load: Requests at a time, by the second.
    private func run(
        _ settings: Autoscaler.Settings, seconds: Int, isSaturated: Bool = false, wait: Nanoseconds = 0,
        load: (Double) -> Int
    ) -> [Moment] {
        var scaler = Autoscaler(settings)
        var ready = 0
        var starting: [Int] = []
        return (0..<seconds * 10).map { number in
            ready += starting.count { $0 <= number }
            starting.removeAll { $0 <= number }
            let second = Double(number) / 10
            let inFlight = load(second)
            let wanted = scaler.observe(
                .init(inFlight: inFlight, wait: wait, instances: ready, isSaturated: isSaturated),
                now: Nanoseconds(number) * Self.tick)
            while ready + starting.count < wanted { starting.append(number + Self.startTicks) }
            // Those that start are let go first.
            while ready + starting.count > wanted, starting.popLast() != nil {}
            ready = min(ready, max(wanted, 0))
            return Moment(second: second, inFlight: inFlight, ready: ready)
        }
    }

    private let settings = Autoscaler.Settings(targetConcurrency: 10)

    @Test func aStepIsMetWithinThePanicWindowAndAStart() {
        let moments = run(settings, seconds: 120) { $0 < 60 ? 10 : 100 }
        let enough = moments.first { $0.second >= 60 && $0.ready >= 10 }
        #expect(enough.map { $0.second - 60 <= 8.5 } == true, "\(String(describing: enough?.second))")
        #expect(moments.last?.ready == 10)
    }

    @Test func aDipShorterThanTheWindowTakesNothingAway() {
        // Ten seconds at a fifth of the load, once a minute.
        let moments = run(settings, seconds: 300) { Int($0) % 60 < 50 ? 100 : 20 }
        let later = moments.filter { $0.second >= 120 }
        #expect(later.allSatisfy { $0.ready >= 9 }, "\(later.map(\.ready).min() ?? 0)")
    }

    @Test func afterTheLoadIsGoneSoAreTheInstances() {
        let moments = run(settings, seconds: 240) { $0 < 60 ? 100 : 0 }
        #expect(moments.last { $0.second < 60 }?.ready == 10)
        #expect(moments.first { $0.second >= 62 && $0.ready == 0 } != nil)
        #expect(moments.last?.ready == 0)
        // They leave over the window, not at once.
        #expect(moments.filter { (62...70).contains($0.second) }.allSatisfy { $0.ready >= 5 })
    }

    @Test func waitingGrowsTheNumberUnlessTheMachineHasNothingToGive() {
        let grown = run(settings, seconds: 60, wait: 20 * .millisecond) { _ in 10 }
        #expect((grown.last?.ready ?? 0) > 5)
        let held = run(settings, seconds: 60, isSaturated: true, wait: 20 * .millisecond) { _ in 10 }
        #expect(held.last?.ready == 1)
    }

    @Test func noNumberIsOutOfBounds() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            var settings = Autoscaler.Settings(
                targetConcurrency: .random(in: 0.1...50, using: &random), panicThreshold: 1.5)
            settings.highest = .random(in: 1...20, using: &random)
            settings.lowest = .random(in: 0...settings.highest, using: &random)
            var scaler = Autoscaler(settings)
            var now: Nanoseconds = 0
            for _ in 0..<500 {
                now += .random(in: 0...5_000_000_000, using: &random)
                let wanted = scaler.observe(
                    .init(
                        inFlight: .random(in: 0...10_000, using: &random), wait: .random(in: 0...(1 << 30)),
                        instances: .random(in: 0...30, using: &random)),
                    now: now)
                #expect((settings.lowest...settings.highest).contains(wanted))
            }
        }
    }
}
