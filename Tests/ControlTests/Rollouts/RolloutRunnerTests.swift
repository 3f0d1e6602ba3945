import MeridianCore
import NIOCore
import Persistence
import Releases
import Testing

@testable import Control

@Suite(.timeLimit(.minutes(1)))
struct RolloutRunnerTests {
    private static let service = ServiceName("shop")!
    private static let start = Timestamp("2026-03-01T09:00:00Z")!

    private let documents = MemoryDocumentStore()
    private let traffic = FakeTraffic()

    /// One that looks only when told to.
    private func runner() -> RolloutRunner {
        RolloutRunner(
            store: RolloutStore(documents: documents), traffic: traffic, interval: .seconds(3_600)
        ) { _, _, _ in }
    }

    private func after(_ seconds: Int64) -> Timestamp {
        Timestamp(milliseconds: Self.start.milliseconds + seconds * 1_000)
    }

    private func plan(_ steps: RolloutStep...) -> RolloutPlan { RolloutPlan(steps: steps) }

    @Test func aGoodReleaseGetsEverything() async throws {
        let runner = runner()
        let begun = try await runner.start(
            Self.service, release: nil, plan: plan(.setWeight(10), .analysis(.init()), .setWeight(50)),
            at: Self.start)
        #expect(begun.id == 1 && begun.release == 2 && begun.baseline == 1 && begun.weight == 10)
        for second in 1...20 as ClosedRange<Int64> {
            traffic.pass(requests: 1_000)
            await runner.tick(at: after(second))
        }
        #expect(traffic.effects == [.setWeight(10), .setWeight(50), .promote])
        let ended = try await runner.rollout(1, of: Self.service)
        #expect(ended.phase == .completed)
        #expect(try await RolloutStore(documents: documents).open(of: Self.service) == nil)
        await runner.shutdown()
    }

    @Test func aBadReleaseLosesItsTraffic() async throws {
        let runner = runner()
        _ = try await runner.start(Self.service, release: 2, plan: .standard, at: Self.start)
        for second in 1...3 as ClosedRange<Int64> {
            traffic.pass(requests: 1_000, failing: 2)
            await runner.tick(at: after(second))
        }
        #expect(traffic.effects == [.setWeight(1), .rollBack])
        #expect(traffic.shares == TrafficShares(release: 1))
        let ended = try await runner.rollout(1, of: Self.service)
        #expect(ended.phase == .rolledBack)
        #expect(ended.reason?.hasPrefix("errors: 2 of 10 requests failed") == true, "\(ended.reason ?? "")")
        await runner.shutdown()
    }

    @Test func anotherRunnerGoesOnWhereOneWasKilled() async throws {
        let killed = runner()
        _ = try await killed.start(
            Self.service, release: 2, plan: plan(.setWeight(10), .pause(.seconds(5)), .setWeight(50)), at: Self.start)
        // It dies between storing what is due and doing it.
        traffic.set { $0.failure = CancellationError() }
        await killed.tick(at: after(5))
        #expect(try await killed.rollout(1, of: Self.service).problem?.hasPrefix("MER-6509") == true)
        await killed.shutdown()
        traffic.set { $0.failure = nil }

        let successor = runner()
        #expect(try await successor.restore().isEmpty)
        await successor.tick(at: after(60))
        #expect(traffic.effects == [.setWeight(10), .setWeight(50), .promote])
        #expect(try await successor.rollout(1, of: Self.service).phase == .completed)
        await successor.shutdown()
    }

    @Test func whoeverStoredFirstHolds() async throws {
        let first = runner()
        _ = try await first.start(Self.service, release: 2, plan: plan(.setWeight(1), .pause(nil)), at: Self.start)
        let second = runner()
        _ = try await second.restore()
        _ = try await second.act(on: 1, of: Self.service, at: after(1)) { try $0.abort(at: self.after(1)) }
        let late = try await first.act(on: 1, of: Self.service, at: after(2)) { try $0.promote(at: self.after(2)) }
        #expect(late.phase == .aborted)
        #expect(traffic.shares == TrafficShares(release: 1), "the later one was not carried out")
        await first.shutdown()
        await second.shutdown()
    }

    @Test func trafficMovedByHandIsLeftAlone() async throws {
        let runner = runner()
        _ = try await runner.start(Self.service, release: 2, plan: .standard, at: Self.start)
        traffic.set { $0.shares = TrafficShares(release: 3) }
        await runner.tick(at: after(1))
        let ended = try await runner.rollout(1, of: Self.service)
        #expect(ended.phase == .aborted)
        #expect(ended.reason == "someone else moved the traffic: release 3 has all of it")
        #expect(traffic.shares == TrafficShares(release: 3))
        await runner.shutdown()
    }

    @Test func oneAtATime() async throws {
        let runner = runner()
        _ = try await runner.start(Self.service, release: 2, plan: .standard, at: Self.start)
        let second = await #expect(throws: MeridianError.self) {
            _ = try await runner.start(Self.service, release: 3, plan: .standard, at: after(1))
        }
        #expect(second?.code == .rolloutUnderWay && second?.status == 409)
        _ = try await runner.act(on: 1, of: Self.service, at: after(2)) { try $0.abort(at: self.after(2)) }
        #expect(try await runner.start(Self.service, release: 3, plan: .standard, at: after(3)).id == 2)
        #expect(try await runner.all(of: Self.service).map(\.id) == [2, 1])
        let over = await #expect(throws: MeridianError.self) {
            _ = try await runner.act(on: 1, of: Self.service, at: after(4)) { try $0.pause(at: self.after(4)) }
        }
        #expect(over?.code == .rolloutOutOfTurn)
        let unknown = await #expect(throws: MeridianError.self) { _ = try await runner.rollout(9, of: Self.service) }
        #expect(unknown?.code == .unknownRollout && unknown?.status == 404)
        await runner.shutdown()
    }

    @Test func whatCantBeginLeavesNothingBehind() async throws {
        let runner = runner()
        traffic.set { $0.failure = MeridianError(.initFailed, "it does not start", status: 422) }
        let failure = await #expect(throws: MeridianError.self) {
            _ = try await runner.start(Self.service, release: 2, plan: .standard, at: Self.start)
        }
        #expect(failure?.status == 422)
        #expect(try await runner.all(of: Self.service).map(\.phase) == [.aborted])
        traffic.set {
            $0.failure = nil
            $0.shares = TrafficShares(release: 1, candidate: 5, weight: 10)
        }
        let divided = await #expect(throws: MeridianError.self) {
            _ = try await runner.start(Self.service, release: 2, plan: .standard, at: Self.start)
        }
        #expect(divided?.code == .rolloutUnderWay)
        await runner.shutdown()
    }

    @Test func onlyTheLastAreKept() async throws {
        let runner = runner()
        for number in 1...RolloutStore.mostEnded + 3 {
            _ = try await runner.start(Self.service, release: 2, plan: .standard, at: Self.start)
            _ = try await runner.act(on: number, of: Self.service, at: after(1)) { try $0.abort(at: self.after(1)) }
        }
        let kept = try await runner.all(of: Self.service).map(\.id)
        #expect(kept == Array((4...RolloutStore.mostEnded + 3).reversed()))
        await runner.shutdown()
    }

    @Test func aDamagedDocumentIsToldAndLeftOut() async throws {
        try await documents.commit([.put("rollouts/open/shop", ByteBuffer(string: "{"))])
        let runner = runner()
        let problems = try await runner.restore()
        #expect(problems.map(\.code) == [.corruptedDocument])
        #expect(problems.first?.message.contains("rollouts/open/shop") == true)
        await runner.shutdown()
    }
}
