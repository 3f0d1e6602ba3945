import Admission
import MeridianCore
import Testing

/// What the platform promises for a peak, each proved in a run of simulated seconds.
@Suite struct PeakTests {
    let server = ServerModel()
    /// One processor, and requests that all take it for as long.
    let one = ServerModel(slots: 1, processors: 1, meanService: { _ in 2.5 }, distribution: .fixed)

    /// The p99 at nine tenths of what the server can do, to compare with, in milliseconds.
    private static let quietP99 = {
        let rate = 0.9 * ServerModel().capacity()
        let quiet = try! Simulator([Traffic(rate: Traffic.steady(rate))]).run(seconds: 3).total
        return quiet.latency(0.99, 0.5, 3)
    }()

    @Test(arguments: [2.0, 10.0])
    func anOverloadKeepsGoodputAndLatency(factor: Double) throws {
        let peak = try Simulator([Traffic(rate: Traffic.steady(factor * server.capacity()))]).run(seconds: 2).total
        #expect(peak.goodput(0.5, 2) >= 0.9 * server.capacity())
        #expect(peak.latency(0.99, 0.5, 2) <= 2 * Self.quietP99)
    }

    @Test func withoutAdmissionAnOverloadIsACollapse() throws {
        let rate = Traffic.steady(2 * server.capacity())
        let off = try Simulator([Traffic(rate: rate)], isOff: true).run(seconds: 2).total
        #expect(off.goodput(1, 2) <= 0.1 * server.capacity())
    }

    @Test(arguments: [(1.4, 0.1), (10, 0.3)])
    func aStepSettles(factor: Double, within: Double) throws {
        let capacity = server.capacity()
        let run = try Simulator([
            Traffic(rate: Traffic.step(from: 0.7 * capacity, to: factor * capacity, at: 1))
        ]).run(seconds: 2).total
        // Settled: from then on every tenth of a second keeps its goodput and its latency.
        for tenth in 0..<6 {
            let start = 1 + within + Double(tenth) / 10
            let label = "from \(start) s"
            #expect(run.goodput(start, start + 0.1) >= 0.8 * capacity, "\(label)")
            #expect(run.latency(0.99, start, start + 0.1) <= 2 * Self.quietP99, "\(label)")
        }
        #expect(run.goodput(1 + within, 2) >= 0.9 * capacity)
    }

    @Test func aSecondAfterThePeakNothingIsTurnedAway() throws {
        let capacity = server.capacity()
        let run = try Simulator([
            Traffic(rate: Traffic.step(from: 0.6 * capacity, to: 10 * capacity, at: 0.5, until: 1))
        ]).run(seconds: 3).total
        #expect(run.rejections(0.6, 1) > 0)
        #expect(run.rejections(2, 3) == 0)
        #expect(run.success(2, 2.9) == 1)
    }

    @Test func aStormOfRetriesIsHeld() throws {
        let capacity = server.capacity()
        let rate = Traffic.steady(3 * capacity)
        let run = try Simulator([Traffic(rate: rate, retries: 3, hasBudget: true)]).run(seconds: 2).total
        #expect(Double(run.tries.count) <= 1.1 * Double(run.firstTries.count) + 20)
        #expect(run.goodput(0.5, 2) >= 0.9 * capacity)
    }

    /// Clients without a budget of their own: the function is not given more retries than a tenth.
    @Test func retriesBeyondTheBudgetAreTurnedAway() throws {
        let unit = UnitAdmission()
        let rules = try CompiledRules(RuleSet(), functions: Simulator.functions(0), hash: KeyHash(seed: 1))
        let controller = AdmissionController(rules, unit: unit, seed: 1)
        var admitted = (first: 0, retries: 0)
        for request in 0..<4_000 {
            let isRetry = request % 4 != 0
            let decision = controller.admit(
                RequestFacts(function: 0, isRetry: isRetry), now: Nanoseconds(request) * 1_000_000)
            if case .admit(let permit) = decision {
                var permit = permit
                controller.started(&permit, now: Nanoseconds(request) * 1_000_000)
                controller.finished(permit, .succeeded, now: Nanoseconds(request) * 1_000_000 + 1)
                if isRetry { admitted.retries += 1 } else { admitted.first += 1 }
            }
        }
        #expect(admitted.first == 1_000)
        #expect((100...110).contains(admitted.retries))
        #expect(controller.rejected(for: .retries) == 3_000 - admitted.retries)
    }

    @Test func theCriticalAreServedWhateverTheRestDoes() throws {
        let capacity = server.capacity()
        let run = try Simulator([
            Traffic(name: "critical", criticality: .critical, rate: Traffic.steady(0.6 * capacity)),
            Traffic(
                name: "sheddable", function: 1, criticality: .sheddable,
                rate: Traffic.step(from: 0.2 * capacity, to: 12 * capacity, at: 0.5)),
        ]).run(seconds: 2)
        #expect(run["critical"].success(0, 2) >= 0.999)
        #expect(run.total.goodput(0.8, 2) >= 0.9 * capacity)
    }

    /// A few critical requests that come together are no reason to turn some of them away.
    @Test(arguments: UInt64(1)...3)
    func theCriticalOfASmallUnitAreServed(seed: UInt64) throws {
        let capacity = one.capacity()
        let run = try Simulator(
            [
                Traffic(
                    name: "critical", rate: { time in (time < 1 ? 1.5 : 0.5) * capacity }, patience: 1_000),
                Traffic(
                    name: "sheddable", criticality: .sheddable,
                    rate: { time in time < 3 ? 0.1 : 12 * capacity }, patience: 1_000),
            ], server: one, seed: seed
        ).run(seconds: 10)
        #expect(run["critical"].rejections(3, 10) <= 1)
    }

    @Test func theCriticalOfTheSameFunctionAreServedToo() throws {
        let capacity = server.capacity()
        let run = try Simulator([
            Traffic(name: "critical", criticality: .criticalPlus, rate: Traffic.steady(0.5 * capacity)),
            Traffic(
                name: "sheddable", criticality: .sheddablePlus,
                rate: Traffic.step(from: 0.2 * capacity, to: 12 * capacity, at: 0.5)),
        ]).run(seconds: 2)
        #expect(run["critical"].success(0, 2) >= 0.999)
    }

    @Test func aLoudNeighbourTakesNothingOfAShare() throws {
        let capacity = server.capacity()
        let run = try Simulator([
            Traffic(name: "victim", rate: Traffic.steady(0.4 * capacity)),
            Traffic(
                name: "neighbour", function: 1, rate: Traffic.step(from: 0.2 * capacity, to: 10 * capacity, at: 0.5)),
        ]).run(seconds: 2)
        #expect(run["victim"].success(0, 2) >= 0.999)
        #expect(run.total.goodput(0.8, 2) >= 0.9 * capacity)
    }

    /// A victim that uses 94 % of its share by requests that come at random, which bunch.
    @Test(arguments: UInt64(1)...3)
    func aShareThatIsNearlyUsedUpIsKept(seed: UInt64) throws {
        let capacity = one.capacity()
        let run = try Simulator(
            [
                Traffic(name: "victim", rate: Traffic.steady(0.94 * 0.475 * capacity), patience: 1_000),
                Traffic(name: "neighbour", function: 1, rate: Traffic.steady(10 * capacity), patience: 1_000),
            ], server: one, seed: seed
        ).run(seconds: 12)
        // What the unit can do must be known first.
        #expect(run["victim"].success(2, 12) >= 0.999)
    }

    /// A unit of one processor that was at its limit before does not take in a tenth of a second's work until it has seen
    /// eight requests begin.
    @Test(arguments: UInt64(1)...4)
    func aStepToTenTimesFillsNoLongQueue(seed: UInt64) throws {
        let capacity = one.capacity()
        let run = try Simulator(
            [
                Traffic(
                    rate: { time in (time < 1 ? 1.5 : time < 3 ? 0.7 : 10) * capacity }, patience: 1_000)
            ], server: one, seed: seed
        ).run(seconds: 4).total
        #expect(run.latency(1, 3, 3.1) <= 130)
        #expect(run.latency(1, 3.2, 4) <= 60)
        #expect(run.goodput(3, 4) >= 0.95 * capacity)
    }

    @Test func equalWeightsGetEqualShares() throws {
        let capacity = server.capacity()
        let factors = [0.5, 1, 2, 4, 8]
        let run = try Simulator(
            factors.enumerated().map { number, factor in
                Traffic(name: "\(number)", function: number, rate: Traffic.steady(factor * capacity))
            }
        ).run(seconds: 2)
        let shares = factors.indices.map { run["\($0)"].goodput(0.5, 2) }
        let sum = shares.reduce(0, +)
        let jain = sum * sum / (Double(shares.count) * shares.reduce(0) { $0 + $1 * $1 })
        #expect(jain >= 0.95, "\(shares)")
        #expect(sum >= 0.9 * capacity)
    }

    @Test func weightsDivideWhatThereIs() throws {
        let capacity = server.capacity()
        let rules = [Rule("heavy", on: RuleTarget("shop/f0")!, .priority(PriorityRule(weight: 3)))]
        let run = try Simulator(
            (0..<2).map { Traffic(name: "\($0)", function: $0, rate: Traffic.steady(3 * capacity)) }, rules: rules
        ).run(seconds: 2)
        let ratio = run["0"].goodput(0.5, 2) / run["1"].goodput(0.5, 2)
        #expect(ratio >= 2.4 && ratio <= 3.6, "\(ratio)")
    }

    /// Requests that come three at a time, and a rate that goes beyond what the server can do for a third of the time.
    @Test(arguments: [UInt64(1), 2, 3])
    func burstsOfAnOrdinaryDayAreServed(seed: UInt64) throws {
        let capacity = server.capacity()
        let groups = Traffic(rate: Traffic.steady(0.8 * capacity), burst: 3)
        let waves = Traffic(rate: { time in (Int(time * 20) % 3 == 0 ? 1.2 : 0.6) * capacity })
        for traffic in [groups, waves] {
            let run = try Simulator([traffic], seed: seed).run(seconds: 5).total
            #expect(Double(run.rejections.count) <= 0.001 * Double(run.tries.count), "\(run.rejections.count)")
        }
    }

    @Test func slowerFunctionsAreNoCollapse() throws {
        var server = server
        server.meanService = { $0 < 1 ? 10 : 50 }
        let slow = server.capacity(at: 1)
        let run = try Simulator(
            [Traffic(rate: Traffic.steady(0.5 * server.capacity()), patience: 1_000)], server: server,
            rules: [Rule("adaptive", on: .all, .adaptive(AdaptiveRule(initial: 20, highest: 100)))]
        ).run(seconds: 14).total
        #expect(run.goodput(0.2, 1) >= 0.45 * server.capacity())
        #expect(run.goodput(2, 6) >= 0.8 * slow)
        // No drift: as much at the end as when the change was new.
        #expect(run.goodput(11, 14) >= 0.9 * slow)
        #expect(run.goodput(11, 14) >= 0.95 * run.goodput(6, 9))
    }

    @Test func eventLoopsActAsOne() throws {
        let capacity = server.capacity()
        let run = try Simulator([Traffic(rate: Traffic.steady(10 * capacity))], loops: 4).run(seconds: 2).total
        #expect(run.goodput(0.5, 2) >= 0.9 * capacity)
        #expect(run.latency(0.99, 0.5, 2) <= 2 * Self.quietP99)
    }

    @Test func theSameSeedGivesTheSameRun() throws {
        let traffic = [Traffic(rate: Traffic.steady(3_000))]
        let one = try Simulator(traffic, seed: 5).run(seconds: 0.5).total
        let two = try Simulator(traffic, seed: 5).run(seconds: 0.5).total
        #expect(one.answers.map(\.answered) == two.answers.map(\.answered))
        #expect(one.rejections == two.rejections)
    }
}
