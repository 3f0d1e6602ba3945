import Admission
import ArgumentParser
import Control
import Foundation
import MeridianCore

struct RuleSimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Show what rules would have done with the traffic of the past.",
        discussion: """
            The platform remembers how much each function was called in each second of the last quarter of an hour. \
            Nothing is put in force.
            """)

    @Argument(help: ArgumentHelp("Rules to try; those in force otherwise. - is standard input.", valueName: "file"))
    var file: String?

    @Option(help: ArgumentHelp("A file with rates of your own: {\"samples\": […]}.", valueName: "file"))
    var rates: String?

    @Option(help: ArgumentHelp("How many of the last seconds, up to 900.", valueName: "s"))
    var seconds: Int?

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let wish = SimulationRequest(
            rules: try file.map { try RuleFile(path: $0).set }, rates: try rates.map(recorded), seconds: seconds)
        let document = try await control.client(dataDirectory: platform.data).document(
            SimulationDocument.self, "POST", "/v1/rules/simulate", contentType: "application/json",
            body: Data(CommandJSON.text(wish).utf8))
        guard !answer.json else { return StandardOutput.line(CommandJSON.text(document)) }
        var line = "of \(document.requests) requests, \(document.admitted) pass"
        if document.delayed > 0 {
            line +=
                ", \(document.delayed) of them after up to \(Quantities.milliseconds(document.longestDelay * 1_000))"
        }
        StandardOutput.line(line)
        guard !document.rules.isEmpty else { return }
        var table = TextTable("RULE", "REJECTED", "FROM", "MOST IN A SECOND", "AT")
        for effect in document.rules {
            table.add(
                effect.rule, "\(effect.rejected)", effect.firstSecond.map { "\($0)" } ?? "", "\(effect.worst)",
                effect.worstSecond.map { "\($0)" } ?? "")
        }
        StandardOutput.line(table.text)
    }

    private func recorded(_ path: String) throws -> RecordedRates {
        do {
            return try CommandJSON.decode(RecordedRates.self, from: try RuleFile.content(path))
        } catch let error as DecodingError {
            throw CommandFailure(.ratesInvalid, "'\(path)' holds no rates: \(error)", status: .noInput)
        }
    }
}
