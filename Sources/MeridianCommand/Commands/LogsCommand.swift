import ArgumentParser
import Foundation
import MeridianCore
import Telemetry

struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Show what functions and the platform say.",
        discussion: """
            Lines are kept on the platform's disk, up to a size and age. With --follow, who reads too slowly gets a line \
            that tells how many were dropped.
            """)

    @Argument(help: ArgumentHelp("Only lines of this service or function.", valueName: "service[/function]"))
    var service: String?

    @Flag(name: [.short, .long], help: "Go on with the lines that come, until interrupted.")
    var follow = false

    @Option(help: "Only lines of this function.")
    var function: String?

    @Option(help: ArgumentHelp("Only lines of this request.", valueName: "id"))
    var request: String?

    @Option(help: "Only lines of this level or above: trace, debug, info, notice, warning, error, critical.")
    var level: String?

    @Option(help: ArgumentHelp("Only lines that have this somewhere in the message.", valueName: "text"))
    var grep: String?

    @Option(help: ArgumentHelp("Only lines of so long ago: 90s, 10m, 2h, 7d.", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("How many lines of the past.", valueName: "n"))
    var limit = 200

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let target = try service.map { try ServiceOrFunction($0) }
        let seconds = try since.map { try TimeSpan($0).seconds }
        let client = try control.client(dataDirectory: platform.data)
        let lines = client.lines(
            "/v1/logs",
            query: [
                ("service", target?.service.rawValue), ("function", function ?? target?.function?.rawValue),
                ("text", grep), ("since", seconds.map(String.init)), ("request", request), ("level", level),
                ("limit", String(limit)), ("follow", follow ? "1" : nil),
            ])
        for try await line in lines {
            if answer.json {
                StandardOutput.line(line)
            } else {
                let entry = try CommandJSON.decode(LogEntry.self, from: Data(line.utf8))
                StandardOutput.line(LogText.render(entry))
            }
        }
    }
}
