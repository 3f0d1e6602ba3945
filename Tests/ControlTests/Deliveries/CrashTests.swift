import Foundation
import MeridianCore
import NIOCore
import Synchronization
import Testing

@testable import Control

/// How long processes are killed: a few times, or for the seconds that MERIDIAN_CRASH_SECONDS says (scripts/crash-events).
private let seconds = ProcessInfo.processInfo.environment["MERIDIAN_CRASH_SECONDS"].flatMap { Int($0) } ?? 0

@Suite("Events and timers when processes die", .serialized, .timeLimit(.minutes(3 + seconds / 30)))
struct CrashTests {
    /// A platform in a process of its own.
    private struct Victim: Sendable {
        private let program: ChildProgram
        private let control: String
        private let token: String

        init(_ directory: String) throws {
            program = try ChildProgram("FixturePlatform", [directory])
            let words = program.firstLine.split { $0.isWhitespace }
            control = String(try #require(words.first))
            token = String(try #require(words.last))
        }

        func send(_ method: String, _ path: String, type: String? = nil, body: Data? = nil) async throws -> (Int, Data)
        {
            var fields = ["Authorization": "Bearer \(token)"]
            if let type { fields["content-type"] = type }
            let answer = try await TestClient.send(
                method, control + path, fields: fields, body: body, timeout: .seconds(20))
            return (answer.status, answer.body)
        }

        func kill() { program.kill() }
    }

    private func lines(_ path: String) -> [String] {
        ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    /// What was sent, and what was accepted of it.
    private final class Sent: Sendable {
        private let state = Mutex((last: 0, accepted: Set<String>()))

        var accepted: Set<String> { state.withLock { $0.accepted } }

        func next() -> String {
            state.withLock { state in
                state.last += 1
                return "e-\(state.last)"
            }
        }

        /// - Returns: How many are.
        func accept(_ id: String) -> Int {
            state.withLock { state in
                state.accepted.insert(id)
                return state.accepted.count
            }
        }
    }

    /// Sends events, several at a time, until so many are accepted and the platform is killed for it.
    private func send(to victim: Victim, _ count: Int, _ sent: Sent) async {
        let target = sent.accepted.count + count
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    while true {
                        let id = sent.next()
                        let event =
                            #"{"specversion":"1.0","id":"\#(id)","source":"/crash","type":"com.example.collected","#
                            + #""data":{"id":"\#(id)"}}"#
                        let answer = try? await victim.send(
                            "POST", "/v1/events", type: "application/cloudevents+json", body: Data(event.utf8))
                        guard let answer else { return }
                        guard answer.0 == 202 else { continue }
                        if sent.accept(id) == target { victim.kill() }
                    }
                }
            }
        }
    }

    private func deploy(_ package: String, to victim: Victim) async throws {
        let (status, _) = try await victim.send(
            "POST", "/v1/services/fixture/releases", type: "application/zip",
            body: try Data(contentsOf: URL(fileURLWithPath: package)))
        #expect(status == 201)
        // A worker that dies takes the other events with it that it works on: those failures are none of theirs.
        let (set, _) = try await victim.send(
            "PUT", "/v1/services/fixture/functions/collect/delivery", type: "application/json",
            body: Data(#"{"concurrency": 4, "maximumAttempts": 50}"#.utf8))
        #expect(set == 200)
    }

    @Test("every event that was accepted is delivered")
    func nothingAcceptedIsLost() async throws {
        try await withTemporaryDirectory { folder in
            let (data, collected) = (folder + "/data", folder + "/collected")
            let package = folder + "/fixture.zip"
            try FixturePackage.write(
                to: package, environment: ["FIXTURE_COLLECTS": collected, "FIXTURE_DIES": "1"])
            let sent = Sent()
            let end = ContinuousClock.now + .seconds(seconds)
            var rounds = 0
            while rounds < 4 || ContinuousClock.now < end {
                let victim = try Victim(data)
                if rounds == 0 { try await deploy(package, to: victim) }
                await send(to: victim, Int.random(in: 20...120), sent)
                rounds += 1
            }
            let survivor = try Victim(data)
            defer { survivor.kill() }
            while true {
                let (_, body) = try await survivor.send("GET", "/v1/queues/fixture")
                let queue = try JSONDecoder().decode(QueueListDocument.self, from: body).queues
                    .first { $0.function == "collect" }
                guard queue?.pending == 0 else { continue }
                #expect(queue?.dead == 0)
                break
            }
            let delivered = lines(collected)
            let accepted = sent.accepted
            #expect(accepted.count >= 80)
            #expect(accepted.subtracting(delivered) == [], "accepted and not delivered")
            // What was on disk before the platform could say so is delivered as well.
            let unsaid = Set(delivered).subtracting(accepted).count
            let duplicates = delivered.count - Set(delivered).count
            #expect(unsaid <= rounds * 8)
            print(
                "crashes: platform killed \(rounds) times; \(accepted.count) events accepted, all delivered; "
                    + "\(unsaid) on disk without an answer; \(duplicates) deliveries more than needed")
        }
    }

    @Test("a timer fires once for each moment across ten restarts")
    func timers() async throws {
        try await withTemporaryDirectory { folder in
            let collected = folder + "/collected"
            for round in 0..<10 {
                try await RunningPlatform.with(in: folder) { (running) async throws in
                    if round == 0 {
                        let deployed = try await running.deploy(environment: ["FIXTURE_COLLECTS": collected]) {
                            manifest in
                            let index = manifest.functions.firstIndex { $0.name.rawValue == "tick" }!
                            manifest.functions[index].triggers = [.timer(TimerTrigger(.every(seconds: 0.05)))]
                        }
                        #expect(deployed.status == 201)
                    }
                    let before = lines(collected).count
                    while lines(collected).count < before + 2 { await Task.yield() }
                }
            }
            let moments = lines(collected)
            #expect(moments.count >= 20)
            #expect(Set(moments).count == moments.count, "a moment was fired twice")
            #expect(moments == moments.sorted())
            let first = try #require(Timestamp(moments[0]))
            #expect(moments.allSatisfy { (Timestamp($0)!.milliseconds - first.milliseconds) % 50 == 0 })
        }
    }
}
