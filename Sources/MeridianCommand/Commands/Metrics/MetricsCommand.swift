import ArgumentParser
import Control
import Foundation
import MeridianCore

struct MetricsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics", abstract: "Show what a function or a service did: QPS, success and latency over time.",
        discussion: """
            A chart on a terminal, a line for each step elsewhere. Another release that took over is marked.

              meridian metrics shop/item
              meridian metrics shop --since 6h --step 5m
              meridian metrics shop/item --since 1h --compare yesterday
            """)

    @Argument(help: ArgumentHelp("The service or function.", valueName: "service[/function]"))
    var subject: String

    @Option(help: ArgumentHelp("From when: a time before now (90s, 15m, 6h, 2d) or a moment.", valueName: "time"))
    var since = "1h"

    @Option(help: ArgumentHelp("Until when; now otherwise.", valueName: "time"))
    var until: String?

    @Option(
        help: ArgumentHelp("The length of a step; otherwise such that there are about a hundred.", valueName: "time"))
    var step: String?

    @Option(help: ArgumentHelp("Beside the same time earlier: yesterday, or lastweek.", valueName: "when"))
    var compare: Comparison?

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    enum Comparison: String, CaseIterable, ExpressibleByArgument {
        case yesterday, lastweek

        var milliseconds: Int64 { self == .yesterday ? 86_400_000 : 7 * 86_400_000 }
    }

    private struct Document: Encodable {
        var metrics: MetricsDocument
        var compared: MetricsDocument
    }

    func run() async throws {
        let path = try Self.path(of: subject)
        let client = try control.client(dataDirectory: platform.data)
        let metrics = try await client.document(
            MetricsDocument.self, "GET", path, query: [("since", since), ("until", until), ("step", step)])
        var earlier: MetricsDocument?
        if let compare {
            func before(_ time: Timestamp) -> String {
                Timestamp(milliseconds: time.milliseconds - compare.milliseconds).description
            }
            earlier = try await client.document(
                MetricsDocument.self, "GET", path,
                query: [
                    ("since", before(metrics.since)), ("until", before(metrics.until)),
                    ("step", "\(max(60, metrics.step / 60 * 60))s"),
                ])
        }
        if answer.json {
            guard let earlier else { return StandardOutput.line(CommandJSON.text(metrics)) }
            return StandardOutput.line(CommandJSON.text(Document(metrics: metrics, compared: earlier)))
        }
        if StandardOutput.isTerminal {
            StandardOutput.line(
                MetricsText.charts(metrics, comparedWith: earlier, width: TerminalScreen.size.columns))
        } else {
            StandardOutput.line(MetricsText.table(metrics))
            if earlier != nil { StandardOutput.line("\n" + MetricsText.summary(metrics, comparedWith: earlier)) }
        }
    }

    /// - Parameter subject: `SERVICE` or `SERVICE/FUNCTION`.
    static func path(of subject: String) throws -> String {
        guard subject.contains("/") else { return "/v1/services/\(try ServiceName(argument: subject))/metrics" }
        let function = try FunctionArgument(subject)
        return "/v1/services/\(function.service)/functions/\(function.function)/metrics"
    }
}
