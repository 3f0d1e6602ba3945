import Foundation
import MeridianCore
import Releases
import Testing

@testable import Control

/// A platform with the fixture worker, whose rollouts are looked at every 20 ms.
@Suite(.timeLimit(.minutes(2)), .serialized)
struct RolloutTests {
    private static let rollouts = "/v1/services/fixture/rollouts"

    private func configure(_ configuration: inout PlatformConfiguration) {
        configuration.rolloutInterval = .milliseconds(20)
    }

    private func begin(_ running: RunningPlatform, _ steps: [RolloutStep]) async throws -> RolloutDocument {
        // A dozen requests without errors are enough.
        var analysis = JudgeSettings(errors: .init(p0: 0.01, p1: 0.3))
        analysis.latency.initialDelay = .seconds(0)
        // Times of a machine that runs other tests as well say little.
        analysis.latency.tolerance = 50
        analysis.cpu = .init(tolerance: 50, samples: 10)
        let answer = try await running.send(
            "POST", Self.rollouts, RolloutWishDocument(plan: RolloutPlan(steps: steps, analysis: analysis)))
        try #require(answer.status == 201, "\(answer.text)")
        return try answer.document(RolloutDocument.self)
    }

    /// Sends requests until the rollout is somewhere.
    /// - Returns: The rollout, and the statuses that callers got.
    private func call(
        _ running: RunningPlatform, _ path: String, until isThere: (RolloutDocument) -> Bool
    ) async throws -> (rollout: RolloutDocument, statuses: [Int]) {
        var statuses: [Int] = []
        while true {
            for _ in 0..<20 { statuses.append(try await running.get(path).status) }
            let rollout = try await running.control("GET", "\(Self.rollouts)/1").document(RolloutDocument.self)
            if isThere(rollout) { return (rollout, statuses) }
        }
    }

    @Test func aBadReleaseIsRolledBackWithAReason() async throws {
        try await RunningPlatform.with(configure: configure) { running in
            try await running.publish(1)
            let bad = try await running.deploy(environment: ["FIXTURE_FAILS": "1"], query: "?promote=false")
            try #require(bad.status == 201, "\(bad.text)")
            let begun = try await begin(running, [.setWeight(20), .analysis(.init())])
            #expect(begun.release == 2 && begun.weight == 20)
            let (ended, statuses) = try await call(running, "/fails", until: \.phase.isOver)
            #expect(ended.phase == .rolledBack)
            #expect(ended.reason?.hasPrefix("errors: ") == true, "\(ended.reason ?? "")")
            #expect(ended.judgement?.candidate.errors == ended.judgement?.candidate.requests)
            #expect(statuses.contains(500))
            for _ in 0..<20 { #expect(try await running.get("/fails").status == 200) }
        }
    }

    @Test func aGoodReleaseIsPromoted() async throws {
        try await RunningPlatform.with(configure: configure) { running in
            try await running.publish(2)
            _ = try await begin(running, [.setWeight(50), .analysis(.init())])
            let (ended, statuses) = try await call(running, "/hello", until: \.phase.isOver)
            #expect(ended.phase == .completed, "\(ended)")
            #expect(statuses.allSatisfy { $0 == 200 })
            #expect(try await running.release() == "2")
        }
    }

    @Test func aRestartedPlatformGoesOn() async throws {
        try await withTemporaryDirectory { folder in
            try await RunningPlatform.with(in: folder, configure: configure) { running in
                try await running.publish(2)
                _ = try await begin(running, [.setWeight(50), .pause(nil), .setWeight(60), .analysis(.init())])
                let (waiting, _) = try await call(running, "/hello") { $0.phase == .awaitingApproval }
                #expect(waiting.weight == 50)
            }
            try await RunningPlatform.with(in: folder, configure: configure) { running in
                let waiting = try await running.control("GET", "\(Self.rollouts)/1").document(RolloutDocument.self)
                #expect(waiting.phase == .awaitingApproval && waiting.weight == 50)
                let resumed = try await running.control("POST", "\(Self.rollouts)/1/resume")
                #expect(resumed.status == 200, "\(resumed.text)")
                let (ended, _) = try await call(running, "/hello", until: \.phase.isOver)
                #expect(ended.phase == .completed)
                #expect(try await running.release() == "2")
            }
        }
    }

    @Test func aPersonStaysInCharge() async throws {
        try await RunningPlatform.with(configure: configure) { running in
            try await running.publish(2)
            _ = try await begin(running, [.setWeight(10), .pause(.minutes(60))])
            for (action, phase) in [("pause", RolloutPhase.paused), ("resume", .running), ("abort", .aborted)] {
                let answer = try await running.control("POST", "\(Self.rollouts)/1/\(action)")
                #expect(try answer.document(RolloutDocument.self).phase == phase, "\(answer.text)")
            }
            #expect(try await running.release() == "1")
            let late = try await running.control("POST", "\(Self.rollouts)/1/promote")
            #expect(late.status == 409)
            #expect(late.text.contains("MER-6505"))

            _ = try await begin(running, [.setWeight(10), .pause(.minutes(60))])
            let promoted = try await running.control("POST", "\(Self.rollouts)/2/promote")
            #expect(try promoted.document(RolloutDocument.self).phase == .completed)
            #expect(try await running.release() == "2")
            let list = try await running.control("GET", Self.rollouts).document(RolloutListDocument.self)
            #expect(list.rollouts.map(\.id) == [2, 1])
        }
    }

    @Test func aRemovedServiceTakesItsRolloutsWithIt() async throws {
        try await RunningPlatform.with(configure: configure) { running in
            try await running.publish(2)
            _ = try await begin(running, [.setWeight(10), .pause(nil)])
            #expect(try await running.control("POST", "\(Self.rollouts)/1/abort").status == 200)
            _ = try await begin(running, [.setWeight(10), .pause(nil)])
            #expect(try await running.control("DELETE", "/v1/services/fixture").status == 204)
            try await running.publish(2)
            let list = try await running.control("GET", Self.rollouts).document(RolloutListDocument.self)
            #expect(list.rollouts.isEmpty)
            let begun = try await begin(running, [.setWeight(10), .pause(nil)])
            #expect(begun.id == 1 && begun.weight == 10)
        }
    }

    @Test(arguments: [
        (#"{"plan": {"steps": [{"setweight": 1}]}}"#, 400, "MER-6501"),
        (#"{"plan": {"steps": []}}"#, 400, "MER-6502"),
        (#"{"release": 7}"#, 404, "MER-6401"),
        (#"{"release": 1}"#, 409, "MER-6507"),
        (#"{"releases": 1}"#, 400, "MER-6501"),
    ])
    func whatCantBeBegunIsRefused(body: String, status: Int, code: String) async throws {
        try await RunningPlatform.with(configure: configure) { running in
            try await running.publish(1)
            let answer = try await running.control("POST", Self.rollouts, body: Data(body.utf8))
            #expect(answer.status == status)
            #expect(answer.text.contains(code), "\(answer.text)")
            #expect(try await running.control("GET", "\(Self.rollouts)/1").status == 404)
            #expect(try await running.control("POST", "\(Self.rollouts)/x/abort").status == 400)
        }
    }
}
