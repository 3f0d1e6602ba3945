import Exporting
import Foundation
import MeridianCore
import Testing

@testable import Control

@Suite(
    .enabled(if: PrometheusServer.isInstalled, "scripts/setup --test installs prometheus"), .timeLimit(.minutes(2)))
struct PrometheusTests {
    /// Writes what is exported into a folder.
    private func write(_ export: PrometheusExport, to folder: String) throws {
        for file in export.files {
            let url = URL(fileURLWithPath: "\(folder)/\(file.path)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(file.text.utf8).write(to: url)
        }
    }

    @Test(arguments: [(99.9, 1.0), (99, 0.25), (99.999, 10), (50, 0.0005)])
    func exportsPassTheirChecks(success: Double, latency: Double) throws {
        try withTemporaryDirectory { folder in
            try write(
                PrometheusExport(
                    objectives: PrometheusExport.Objectives(success: success, latency: latency),
                    target: "127.0.0.1:7701"), to: folder)
            try Data("token".utf8).write(to: URL(fileURLWithPath: folder + "/token"))
            let configuration = try PrometheusServer.check("check", "config", folder + "/prometheus.yml")
            #expect(configuration.status == 0, "\(configuration.output)")
            let tests = try PrometheusServer.check("test", "rules", folder + "/tests/meridian-alerts.test.yml")
            #expect(tests.status == 0, "\(tests.output)")
            let dashboard = try Data(contentsOf: URL(fileURLWithPath: folder + "/grafana/meridian.json"))
            let document = try #require(try JSONSerialization.jsonObject(with: dashboard) as? [String: Any])
            #expect((document["panels"] as? [Any])?.count == 12)
        }
    }

    @Test(arguments: [(100.0, 1.0), (0, 1), (-1, 1), (.nan, 1), (99, 0), (99, 11)])
    func objectivesThatCantBeWatchedAreRefused(success: Double, latency: Double) {
        let error = #expect(throws: MeridianError.self) {
            try PrometheusExport.Objectives(success: success, latency: latency)
        }
        #expect(error?.code == .badObjective)
    }

    @Test func aRealPrometheusCountsWhatWasCalled() async throws {
        try await RunningPlatform.with { (running) async throws in
            let target = String(running.addresses.control.dropFirst("http://".count))
            try write(PrometheusExport(objectives: PrometheusExport.Objectives(), target: target), to: running.folder)
            try Data(running.platform.token.value.utf8).write(to: URL(fileURLWithPath: running.folder + "/token"))
            #expect(try await running.deploy().status == 201)
            for _ in 0..<25 { #expect(try await running.get("/hello").status == 200) }
            #expect(try await running.get("/crash").status == 502)
            let text = try await running.control("GET", "/metrics").text
            let checked = try PrometheusServer.check("check", "metrics", input: text)
            #expect(checked.status == 0)
            #expect(checked.output.isEmpty, "\(checked.output)")
            try await PrometheusServer.with(
                configuration: running.folder + "/prometheus.yml", storage: running.folder + "/series"
            ) { server in
                let counted = "sum(faas_requests_total{function=\"fixture/hello\",outcome=\"ok\"})"
                try await server.wait(for: counted, toBe: [25])
                try await server.wait(
                    for: "sum(faas_requests_total{function=\"fixture/crash\",outcome=\"error\"})", toBe: [1])
                try await server.wait(
                    for: "sum(faas_invoke_duration_seconds_count{function=\"fixture/hello\"})", toBe: [25])
                // It asks for OpenMetrics, and takes it.
                try await server.wait(for: "up{job=\"meridian\"}", toBe: [1])
                try await server.wait(for: "count(ALERTS{alertname=\"MeridianWatchdog\"})", toBe: [1])
                for _ in 0..<5 {
                    let answer = try await running.get("/hello")
                    #expect(answer.status == 200)
                }
                try await server.wait(for: counted, toBe: [30])
            }
        }
    }
}
