import Foundation
import MeridianCore
import Telemetry
import Testing

@testable import Control

@Suite(.timeLimit(.minutes(2)))
struct MetricsTests {
    private let hello = "/v1/services/fixture/functions/hello/metrics"

    /// The value of each sample of a metric whose labels have all of `labels`.
    private func samples(_ text: String, _ metric: String, _ labels: String...) -> [Double] {
        text.split(separator: "\n").filter { line in
            line.hasPrefix(metric + "{") && labels.allSatisfy { line.contains($0) }
        }.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
    }

    private func metrics(_ running: RunningPlatform, accept: String? = nil) async throws -> String {
        // What the engine counts is told as of the last look.
        await running.platform.metrics.look(second: Timestamp.now.milliseconds / 1_000)
        return try await running.control("GET", "/metrics", fields: accept.map { ["accept": $0] } ?? [:]).text
    }

    private func requests(_ running: RunningPlatform, _ path: String) async throws -> RequestsDocument {
        await running.platform.metrics.look(second: Timestamp.now.milliseconds / 1_000)
        // Looks that come sooner than a second after one another count for seconds to come.
        let until = Timestamp(milliseconds: Timestamp.now.milliseconds + 120_000)
        let document = try await running.control("GET", "\(path)&until=\(until)").document(MetricsDocument.self)
        return document.points.reduce(into: RequestsDocument(ok: 0, error: 0, timeout: 0, shed: 0, client: 0)) {
            $0.ok += $1.requests.ok
            $0.error += $1.requests.error
            $0.timeout += $1.requests.timeout
            $0.shed += $1.requests.shed
            $0.client += $1.requests.client
        }
    }

    @Test func countersAreExactOverCrashesAndDeployments() async throws {
        try await RunningPlatform.with { (running) async throws in
            var sent = 0
            var crashed = 0
            for round in 0..<3 {
                #expect(try await running.deploy(environment: ["ROUND": "\(round)"]).status == 201)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<40 {
                        group.addTask {
                            let answer = try await running.get("/hello")
                            #expect(answer.status == 200)
                        }
                        sent += 1
                    }
                    try await group.waitForAll()
                }
                #expect(try await running.control("POST", "/v1/services/fixture/restart").status == 204)
                #expect(try await running.get("/crash").status == 502)
                crashed += 1
            }
            let text = try await metrics(running)
            let ok = samples(text, "faas_requests_total", "\"fixture/hello\"", "outcome=\"ok\"")
            #expect(ok == [40, 40, 40])
            #expect(samples(text, "faas_requests_total", "\"fixture/crash\"", "outcome=\"error\"") == [1, 1, 1])
            #expect(samples(text, "faas_invoke_duration_seconds_count", "\"fixture/hello\"") == [40, 40, 40])
            for path in [hello + "?step=1s&since=600s", hello + "?step=60s&since=50m"] {
                let counted = try await requests(running, path)
                #expect(counted.ok == sent, "\(path)")
                #expect(counted.total == sent)
            }
            let all = try await requests(running, "/v1/services/fixture/metrics?step=10s&since=10m")
            #expect(all.ok == sent)
            #expect(all.error == crashed)
            // Two instances of each release at least became ready, and are counted though they are gone.
            #expect(samples(text, "faas_init_duration_seconds_count").reduce(0, +) >= 6)
            let queued = samples(text, "faas_queue_seconds_count", "\"fixture/hello\"")
            #expect(queued.reduce(0, +) == Double(sent))
        }
    }

    @Test func minutesSurviveThePlatform() async throws {
        try await withTemporaryDirectory { folder in
            for round in 1...2 {
                try await RunningPlatform.with(in: folder) { (running) async throws in
                    if round == 1 { #expect(try await running.deploy().status == 201) }
                    for _ in 0..<5 { #expect(try await running.get("/hello").status == 200) }
                    let counted = try await requests(running, hello + "?step=60s")
                    #expect(counted.ok == 5 * round)
                    // Seconds are of this platform alone.
                    #expect(try await requests(running, hello + "?step=1s&since=10m").ok == 5)
                }
            }
        }
    }

    @Test func releasesAreMarkedWhereTheyTakeOver() async throws {
        try await RunningPlatform.with { (running) async throws in
            let start = Timestamp.now.milliseconds / 1_000
            for release in 1...2 {
                #expect(try await running.deploy(environment: ["RELEASE": "\(release)"]).status == 201)
                for _ in 0..<3 { #expect(try await running.get("/hello").status == 200) }
                await running.platform.metrics.look(second: start + Int64(release) * 10)
            }
            let range = try MetricsRange(
                since: Timestamp(milliseconds: start * 1_000).description,
                until: Timestamp(milliseconds: (start + 60) * 1_000).description, step: "1s", now: start + 60)
            let chart = try running.platform.metrics.chart(
                of: [FunctionName("hello")!], in: FixturePackage.service, range)
            let document = MetricsDocument(chart, service: FixturePackage.service, function: FunctionName("hello"))
            #expect(document.changes.map(\.release) == [2])
            #expect(document.points.compactMap(\.releases["1"]).reduce(0, +) == 3)
            #expect(document.points.compactMap(\.releases["2"]).reduce(0, +) == 3)
            let point = try #require(document.points.first { $0.requests.ok > 0 })
            #expect(point.success == 1)
            #expect(point.durations.map { $0.p50 > 0 && $0.p50 <= $0.p95 && $0.p95 <= $0.p99 } == true)
        }
    }

    @Test func releasesAreMarkedAlsoWhenNobodyCalls() async throws {
        try await RunningPlatform.with { (running) async throws in
            try await running.publish(2)
            func marked() async throws -> [Int] {
                let until = Timestamp(milliseconds: Timestamp.now.milliseconds + 60_000)
                return try await running.control("GET", "/v1/services/fixture/metrics?since=10m&until=\(until)")
                    .document(MetricsDocument.self).changes.map(\.release)
            }
            let first = try await marked()
            #expect(first == [1])
            for release in [2, 1] {
                let answer = try await running.control(
                    "POST", "/v1/services/fixture/promote", fields: ["content-type": "application/json"],
                    body: Data(#"{"release":\#(release)}"#.utf8))
                #expect(answer.status < 300, "\(answer.text)")
            }
            let all = try await marked()
            #expect(all == [1, 2, 1])
            // Long ago there was nothing.
            let earlier = try await running.control("GET", "/v1/services/fixture/metrics?since=50m&until=40m")
                .document(MetricsDocument.self)
            #expect(earlier.changes.isEmpty)
        }
    }

    @Test func theLiveTableHasEveryFunction() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await running.deploy().status == 201)
            for _ in 0..<4 { #expect(try await running.get("/hello").status == 200) }
            await running.platform.metrics.look(second: Timestamp.now.milliseconds / 1_000)
            let table = try await running.control("GET", "/v1/functions/live?seconds=60").document(
                LiveFunctionsDocument.self)
            #expect(table.functions.count == FixturePackage.functions.count)
            let hello = try #require(table.functions.first)
            #expect(hello.function.rawValue == "hello")
            #expect(hello.requests.ok == 4)
            #expect(hello.releases == [1])
            #expect(hello.instances.ready >= 1)
            #expect(hello.memoryBytes > 0)
            #expect(hello.queue != nil)
            #expect(try await running.control("GET", "/v1/functions/live?seconds=61").status == 400)
        }
    }

    @Test func theFormatIsTheOneThatIsAskedFor() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await running.deploy().status == 201)
            #expect(try await running.get("/hello").status == 200)
            let plain = try await metrics(running)
            #expect(plain.contains("# TYPE faas_requests_total counter\n"))
            let open = try await metrics(running, accept: "application/openmetrics-text; version=1.0.0")
            #expect(open.contains("# TYPE faas_requests counter\n"))
            #expect(open.contains("# UNIT faas_invoke_duration_seconds seconds\n"))
            #expect(open.hasSuffix("# EOF\n"))
            for name in [
                "faas_requests_total", "faas_invoke_duration_seconds_bucket", "faas_init_duration_seconds_bucket",
                "faas_queue_seconds_bucket", "faas_inflight", "faas_limit", "faas_instances", "faas_cpu_seconds_total",
                "faas_memory_bytes",
            ] { #expect(!samples(plain, name).isEmpty, "\(name)") }
        }
    }

    @Test func whatCantBeToldIsAnError() async throws {
        try await RunningPlatform.with { (running) async throws in
            #expect(try await running.deploy().status == 201)
            let wrong = try await running.control("GET", hello + "?since=soon")
            #expect(wrong.status == 400)
            #expect(wrong.text.contains("MER-6603"))
            #expect(try await running.control("GET", "/v1/services/fixture/functions/none/metrics").status == 404)
            #expect(try await running.control("GET", "/v1/services/none/metrics").status == 404)
        }
    }
}
