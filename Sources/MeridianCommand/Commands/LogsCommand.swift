import ArgumentParser
import Foundation
import MeridianCore
import Telemetry

struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Show what functions and the platform say.")

    @Argument(help: "Only lines of this service.")
    var service: String?

    @Flag(name: [.short, .long], help: "Go on with the lines that come, until interrupted.")
    var follow = false

    @Option(help: "Only lines of this function.")
    var function: String?

    @Option(help: ArgumentHelp("Only lines of this request.", valueName: "id"))
    var request: String?

    @Option(help: "Only lines of this level or above: trace, debug, info, notice, warning, error, critical.")
    var level: String?

    @Option(help: ArgumentHelp("How many lines of the past.", valueName: "n"))
    var limit = 200

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let client = try control.client(dataDirectory: platform.data)
        let lines = client.lines(
            "/v1/logs",
            query: [
                ("service", service), ("function", function), ("request", request), ("level", level),
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
