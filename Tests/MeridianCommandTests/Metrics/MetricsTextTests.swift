import Control
import Foundation
import MeridianCore
import Testing

@testable import MeridianCommand

@Suite struct MetricsTextTests {
    /// A document as the control API answers it.
    private func document(_ points: [String], changes: String = "") throws -> MetricsDocument {
        let text = """
            {"service":"shop","function":"item","since":"2030-05-04T12:00:00Z","until":"2030-05-04T12:00:30Z","step":10,
             "points":[\(points.joined(separator: ","))],"changes":[\(changes)]}
            """
        return try CommandJSON.decode(MetricsDocument.self, from: Data(text.utf8))
    }

    private func point(
        _ second: Int, ok: Int, error: Int = 0, shed: Int = 0, p99: Double = 20, release: Int = 1
    ) -> String {
        """
        {"time":"2030-05-04T12:00:\(second == 0 ? "00" : "\(second)")Z","seconds":10,"rps":\(Double(ok + error + shed) / 10),
         "requests":{"ok":\(ok),"error":\(error),"timeout":0,"shed":\(shed),"client":0},
         "success":\(Double(ok) / Double(max(1, ok + error))),"availability":\(Double(ok) / Double(max(1, ok + error + shed))),
         "durations":{"p50":5,"p95":10,"p99":\(p99)},"coldStarts":1,"inFlight":2,"waiting":0,
         "instances":{"starting":0,"ready":3,"draining":0},"cpu":0.5,"memoryBytes":1048576,
         "releases":{"\(release)":\(ok + error + shed)}}
        """
    }

    @Test func theTableHasALineForEachStep() throws {
        let text = MetricsText.table(try document([point(0, ok: 100), point(10, ok: 90, error: 10, shed: 100)]))
        let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(lines.count == 3)
        #expect(
            lines[1] == [
                "2030-05-04T12:00:00.000Z", "10", "100%", "100%", "5.0", "ms", "10.0", "ms", "20.0", "ms", "1", "3",
                "1:100",
            ])
        #expect(lines[2].prefix(4) == ["2030-05-04T12:00:10.000Z", "20", "90.00%", "45.00%"])
    }

    @Test func theSummaryIsOfAllRequests() throws {
        let now = try document([point(0, ok: 990, error: 10), point(10, ok: 0, error: 10, p99: 70)])
        let text = MetricsText.summary(now, comparedWith: try document([point(0, ok: 100)]))
        let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(lines[1] == ["now", "1010", "50.50", "98.01%", "98.01%", "5.0", "ms", "10.0", "ms", "70.0", "ms", "2"])
        #expect(lines[2].first == "2030-05-04T12:00:00.000Z")
    }

    @Test func chartsMarkReleases() throws {
        let document = try document(
            [point(0, ok: 100), point(10, ok: 200), point(20, ok: 50, release: 2)],
            // Within a step: it was made live then, whoever called it.
            changes: #"{"time":"2030-05-04T12:00:27Z","release":2}"#)
        let text = MetricsText.charts(document, comparedWith: nil, width: 60)
        #expect(text.hasPrefix("shop/item  2030-05-04T12:00:00.000Z – 2030-05-04T12:00:30.000Z, steps of 10 s\n"))
        #expect(text.contains("┊ release 2 from 12:00:27"))
        #expect(text.split(separator: "\n").contains { $0.hasPrefix(" ") && $0.contains("┊") })
        #expect(text.contains("QPS  20 at the most"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 90 })
    }

    @Test func barsAreAsHighAsFigures() {
        let chart = TerminalChart(
            title: "QPS", values: [0, 50, 100, nil, 1], height: 2, label: MetricsText.number, marks: [3])
        #expect(
            chart.lines() == [
                "QPS  100 at the most",
                "     100   █┊",
                "       0  ██┊▁",
            ])
        #expect(
            TerminalChart(title: "p99", values: [nil, nil], label: MetricsText.number).lines() == ["p99  nothing yet"])
        let level = TerminalChart(title: "success", values: [1, 1], floor: nil, height: 2, label: MetricsText.percent)
        #expect(level.lines().suffix(2) == ["    100% ██", "    100% ██"])
    }

    @Test func manyStepsShareAColumn() throws {
        let points = (0..<500).map { _ in point(10, ok: 10) }
        let text = MetricsText.charts(try document(points), comparedWith: nil, width: 60)
        let bars = text.split(separator: "\n").filter { $0.contains("█") }
        #expect(bars.allSatisfy { $0.count <= 60 })
        #expect(!bars.isEmpty)
    }

    @Test(arguments: [(1.0, "100%"), (0.999999, "99.99%"), (0, "0.00%"), (0.5, "50.00%")])
    func notQuiteAllIsNotAll(share: Double, text: String) {
        #expect(MetricsText.percent(share) == text)
    }

    @Test(arguments: [
        ("shop", "/v1/services/shop/metrics"), ("shop/item", "/v1/services/shop/functions/item/metrics"),
    ])
    func aSubjectIsAServiceOrAFunction(subject: String, path: String) throws {
        #expect(try MetricsCommand.path(of: subject) == path)
    }

    @Test(arguments: ["", "shop/", "/item", "a/b/c", "sh op"])
    func otherSubjectsAreRefused(subject: String) {
        #expect(throws: CommandFailure.self) { try MetricsCommand.path(of: subject) }
    }
}
