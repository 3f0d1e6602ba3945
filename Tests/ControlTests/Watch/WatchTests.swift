import Access
import AsyncHTTPClient
import Foundation
import MeridianCore
import NIOHTTP1
import Releases
import Telemetry
import Testing

@testable import Control

@Suite(.timeLimit(.minutes(3)))
struct WatchTests {
    /// Reads changes until one is as wanted.
    private func change(
        _ reader: inout EventReader, where isWanted: (ChangeDocument) -> Bool
    ) async throws -> ChangeDocument {
        while let event = try await reader.next() {
            let change = try event.document(ChangeDocument.self)
            #expect(event.event == change.kind.rawValue)
            if isWanted(change) { return change }
        }
        throw MeridianError(.handlerFailed, "the stream ended")
    }

    @Test func changesAreToldAsTheyAreMade() async throws {
        try await RunningPlatform.with { running in
            try await running.publish(1)
            var reader = try await running.events("/v1/watch?service=fixture")
            let opening = try #require(try await reader.next())
            #expect(opening.event == "open")
            #expect(try opening.document(WatchOpeningDocument.self).isResumed == false)

            let published = try await running.deploy(environment: ["RELEASE": "2"], query: "?promote=false&author=ann")
            #expect(published.status == 201)
            let release = try await change(&reader) { $0.kind == .release }
            #expect(release.name == "2" && release.release?.author == "ann" && !release.isRemoved)
            #expect(release.release?.digest == (try published.document(DeploymentDocument.self).digest))

            _ = try await running.send("POST", "/v1/services/fixture/promote", ReleaseChoiceDocument(release: 2))
            let alias = try await change(&reader) { $0.kind == .alias }
            #expect(alias.name == "live" && alias.alias?.targets.release == 2)
            let shown = try await running.control("GET", "/v1/services/fixture/aliases/live")
            #expect(try shown.document(AliasDocument.self) == alias.alias)

            let wish = RolloutWishDocument(release: 1, plan: RolloutPlan(steps: [.setWeight(10), .pause(nil)]))
            #expect(try await running.send("POST", "/v1/services/fixture/rollouts", wish).status == 201)
            let waiting = try await change(&reader) { $0.rollout?.phase == .awaitingApproval }
            #expect(waiting.name == "1" && waiting.rollout?.weight == 10)
            #expect(try await running.control("POST", "/v1/services/fixture/rollouts/1/abort").status == 200)
            let aborted = try await change(&reader) { $0.rollout?.phase == .aborted }
            #expect(aborted.rollout?.endedAt != nil)

            #expect(try await running.control("DELETE", "/v1/services/fixture").status == 204)
            let removed = try await change(&reader) { $0.kind == .service }
            #expect(removed.isRemoved && removed.service == FixturePackage.service)
        }
    }

    @Test func whoComesAgainMissesNothing() async throws {
        try await RunningPlatform.with { running in
            try await running.publish(1)
            var first = try await running.events("/v1/watch")
            let opening = try #require(try await first.next())
            #expect(try await running.deploy(environment: ["RELEASE": "2"]).status == 201)

            var second = try await running.events("/v1/watch", after: opening.id)
            let resumed = try #require(try await second.next())
            #expect(try resumed.document(WatchOpeningDocument.self).isResumed)
            let missed = try await change(&second) { $0.kind == .release }
            let seen = try await change(&first) { $0.kind == .release }
            #expect(missed == seen && missed.name == "2")

            var third = try await running.events("/v1/watch", after: "999999")
            let unknown = try #require(try await third.next())
            #expect(try unknown.document(WatchOpeningDocument.self).isResumed == false)
            let refused = try await running.control(
                "GET", "/v1/watch", fields: ["Last-Event-ID": "yesterday"])
            #expect(refused.status == 400 && refused.text.contains("Last-Event-ID: yesterday"))
        }
    }

    @Test func aTokenSeesWhatItMay() async throws {
        try await RunningPlatform.with { (running) async throws in
            try await running.publish(1)
            let own = try await running.token(Grant(.viewer, on: FixturePackage.service))
            let other = try await running.token(Grant(.admin, on: ServiceName("other")!))
            var seeing = try await running.events("/v1/watch", token: own)
            var blind = try await running.events("/v1/watch", token: other)
            for path in ["/v1/watch?service=fixture", "/v1/watch?service=nothing"] {
                #expect(try await running.control("GET", path, token: other).status == 403)
            }
            #expect(try await running.control("GET", "/v1/watch?service=nothing").status == 404)
            #expect(try await running.control("GET", "/v1/watch?service=NOT").status == 400)
            _ = try await running.deploy(environment: ["RELEASE": "2"])
            #expect(try await seeing.next()?.event == "open")
            #expect(try await change(&seeing) { $0.kind == .release }.name == "2")
            _ = try await running.deploy(try running.package(service: ServiceName("other")!), to: "other")
            #expect(try await blind.next()?.event == "open")
            #expect(try await change(&blind) { _ in true }.service.rawValue == "other")
        }
    }

    @Test func streamsAreFewAliveAndEnd() async throws {
        try await RunningPlatform.with(configure: {
            $0.eventStreams.perPrincipal = 1
            $0.eventStreams.heartbeat = .milliseconds(5)
        }) { (running) async throws in
            var reader: EventReader? = try await running.events("/v1/watch")
            try await reader?.waitForHeartbeats(3)
            let refused = try await running.control("GET", "/v1/logs", fields: ["Accept": "text/event-stream"])
            #expect(refused.status == 429 && refused.text.contains("MER-6690"))
            reader = nil
            // The platform notices at the next comment.
            var status = 429
            while status == 429 {
                let url = running.addresses.control + "/v1/watch"
                let fields = ["Authorization": "Bearer \(running.platform.token.value)"]
                status = Int(try await TestClient.open(url, fields: fields).status.code)
            }
            #expect(status == 200)
        }
        try await RunningPlatform.with(configure: {
            $0.eventStreams.longest = .milliseconds(1)
        }) { (running) async throws in
            let answer = try await running.control("GET", "/v1/watch")
            #expect(answer.status == 200)
        }
    }

    @Test func logsAreEventsForWhoAcceptsThem() async throws {
        try await RunningPlatform.with { (running) async throws in
            try await running.publish(1)
            for text in ["one", "two", "three"] {
                running.platform.logs.append(
                    LogEntry(service: FixturePackage.service, stream: .platform, message: "line \(text)"))
            }
            let path = "/v1/logs?service=fixture&text=line"
            var reader = try await running.events(path)
            let first = try #require(try await reader.next())
            #expect(first.event == "line")
            #expect(try first.document(LogEntry.self).message == "line one")
            #expect(try await reader.next()?.document(LogEntry.self).message == "line two")

            var again = try await running.events(path + "&limit=0", after: first.id)
            #expect(try await again.next()?.document(LogEntry.self).message == "line two")
            #expect(try await again.next()?.document(LogEntry.self).message == "line three")
            running.platform.logs.append(
                LogEntry(service: FixturePackage.service, stream: .platform, message: "line four"))
            #expect(try await again.next()?.document(LogEntry.self).message == "line four")
            let refused = try await running.control(
                "GET", path, fields: ["Accept": "text/event-stream", "Last-Event-ID": "7"])
            #expect(refused.status == 400)
        }
    }
}
