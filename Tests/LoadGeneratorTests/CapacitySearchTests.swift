import NIOCore
import NIOPosix
import Testing

@testable import LoadGenerator

@Suite struct CapacitySearchTests {
    /// Searches what can do so many requests a second.
    private func find(
        _ capacity: Double, from least: Double = 20, to most: Double = 100_000, precision: Double = 0.05
    ) -> (outcome: CapacitySearch.Outcome?, trials: [CapacitySearch.Trial]) {
        var search = CapacitySearch(from: least, to: most, precision: precision)
        var trials: [CapacitySearch.Trial] = []
        while let trial = search.next, trials.count < 100 {
            trials.append(trial)
            search.record(isMet: trial.rate <= capacity)
        }
        return (search.outcome, trials)
    }

    @Test func whatIsFoundIsCloseBelowWhatThereIs() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let capacity = Double.random(in: 20...90_000, using: &random)
            let (outcome, trials) = find(capacity)
            guard case .found(let rate)? = outcome else {
                Issue.record("nothing was found for \(capacity)")
                continue
            }
            #expect(rate <= capacity && rate >= 0.95 * capacity - 0.001, "\(rate) for \(capacity)")
            #expect(trials.count <= 20, "\(trials.count) for \(capacity)")
            #expect(trials.last == .init(rate: rate, isConfirmation: true))
        }
    }

    @Test func theLowestRateMayBeTooMuch() {
        let (outcome, trials) = find(10)
        #expect(outcome == .missed)
        #expect(trials.count == 1)
    }

    @Test func theHighestRateIsNotPassed() {
        let (outcome, trials) = find(1e9, to: 1_000)
        #expect(outcome == .found(1_000))
        #expect(trials.allSatisfy { $0.rate <= 1_000 })
    }

    @Test func whatDoesNotHoldIsFollowedByLess() {
        var search = CapacitySearch(from: 100, to: 100, precision: 0.1)
        search.record(isMet: true)
        #expect(search.next == .init(rate: 100, isConfirmation: true))
        search.record(isMet: false)
        // There is nothing below the lowest rate.
        #expect(search.next == nil)
        #expect(search.outcome == .missed)

        search = CapacitySearch(from: 100, to: 1_000, precision: 0.1)
        for _ in 0..<5 { search.record(isMet: true) }
        #expect(search.next == .init(rate: 1_000, isConfirmation: true))
        search.record(isMet: false)
        #expect(search.next == .init(rate: 900, isConfirmation: true))
        search.record(isMet: true)
        #expect(search.outcome == .found(900))
    }

    @Test func aGoalAsksForGoodAnswersInTime() async throws {
        let server = try await Server.start { number in .answer(number % 10 == 0 ? "503 No" : "200 OK") }
        let plan = LoadPlan(
            port: server.port, targets: [LoadTarget("all", path: "/")], curve: .steady(200, seconds: 2), spacing: .even)
        let recorder = try await LoadGenerator(on: MultiThreadedEventLoopGroup.singleton.next()).run(plan)
        try await server.stop()
        let seen = recorder.summary(from: 1)
        #expect(seen.sent == 200)
        #expect(seen.good == 180 && seen.shed == 20 && seen.failed == 0)
        func isMet(_ p99: Double, _ success: Double) -> Bool {
            CapacityStep(
                rate: 200, isConfirmation: false, seen, goal: CapacityGoal(p99: p99, success: success)
            ).isMet
        }
        #expect(isMet(60_000, 0.9))
        #expect(!isMet(60_000, 0.91))
        #expect(!isMet(0.000_1, 0.9))
    }
}
