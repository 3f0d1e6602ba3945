import Foundation
import MeridianCore
import NIOHTTP1
import Telemetry
import Testing

@testable import Control

@Suite(.timeLimit(.minutes(1)))
struct ControlAPITests {
    @Test func onlyHealthAnswersWithoutTheToken() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await running.control("GET", "/v1/health", token: .some(nil)).status == 200)
            let paths = [
                ("GET", "/v1/services"), ("GET", "/v1/services/a"), ("POST", "/v1/services/a/releases"),
                ("DELETE", "/v1/services/a"), ("GET", "/v1/functions"), ("GET", "/v1/logs"), ("GET", "/v1/status"),
                ("GET", "/metrics"), ("GET", "/v1/rules"), ("PUT", "/v1/rules"), ("POST", "/v1/events"),
                ("POST", "/v1/services/a/functions/b/invocations"),
                ("GET", "/nowhere"),
            ]
            let wrong = String(running.platform.token.value.dropLast() + "!")
            // Few enough that none is refused as one too many.
            let attempts =
                paths.map { ($0.0, $0.1, String?.none) } + [wrong, "", wrong + "0"].map { ("GET", "/v1/logs", $0) }
            for (method, path, token) in attempts {
                let answer = try await running.control(method, path, token: .some(token))
                #expect(answer.status == 401, "\(method) \(path)")
                #expect(try answer.document(ProblemDocument.self).code == "MER-7001")
            }
        }
    }

    @Test func tellsWhatIsWrongWithARequest() async throws {
        try await RunningPlatform.with { (running) async throws in
            let cases = [
                ("GET", "/v1/nowhere", 404, "MER-7004"), ("PUT", "/v1/services", 405, "MER-1002"),
                ("GET", "/v1/services/none", 404, "MER-7002"), ("GET", "/v1/services/BAD", 400, "MER-7005"),
                ("GET", "/v1/logs?limit=many", 400, "MER-7005"), ("GET", "/v1/logs?level=loud", 400, "MER-7005"),
                ("GET", "/v1/rules?counts=maybe", 400, "MER-7005"), ("DELETE", "/v1/status", 405, "MER-1002"),
                ("GET", "/v1/queues/none/f/events?dead=maybe", 400, "MER-7005"),
                ("DELETE", "/v1/queues/none/f/events?dead=maybe", 400, "MER-7005"),
                ("POST", "/v1/services/none/functions/f/invocations", 404, "MER-7002"),
                ("POST", "/v1/events", 400, "MER-1104"),
            ]
            for (method, path, status, code) in cases {
                let answer = try await running.control(method, path)
                #expect(answer.status == status, "\(method) \(path): \(answer.text)")
                #expect(try answer.document(ProblemDocument.self).code == code, "\(method) \(path)")
            }
        }
    }

    @Test func tellsWhatAnAddressTakesInstead() async throws {
        try await RunningPlatform.with { (running) async throws in
            let answer = try await running.control("TRACE", "/v1/tracing")
            #expect(answer.status == 405)
            #expect(answer.fields["allow"] == ["GET, PUT, HEAD"])
            // Nobody learns that way which addresses there are.
            let stranger = try await running.control("TRACE", "/v1/tracing", token: .some(nil))
            #expect(stranger.status == 401)
            #expect(stranger.fields["allow"].isEmpty)
        }
    }

    @Test func logsAreJSONLines() async throws {
        try await RunningPlatform.with { (running) async throws in
            for number in 1...5 {
                running.platform.logs.append(
                    LogEntry(service: ServiceName("shop"), stream: .stdout, message: "line \(number)"))
            }
            let answer = try await running.control("GET", "/v1/logs?service=shop&limit=2")
            let entries = try answer.body.split(separator: 0x0A).map {
                try JSONDecoder().decode(LogEntry.self, from: Data($0))
            }
            #expect(entries.map(\.message) == ["line 4", "line 5"])
        }
    }

    @Test func aTokenHasAnUnpredictableValueAndForm() {
        #expect(OwnerToken.make() != OwnerToken.make())
        #expect(OwnerToken(" 0123456789abcdef\n")?.value == "0123456789abcdef")
        #expect(OwnerToken("0123456789abcde") == nil)
        #expect(OwnerToken("0123456789 abcdef") == nil)
    }
}
