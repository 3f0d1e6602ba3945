import Admission
import ArgumentParser
import Control

struct RuleListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the rules in force and what they did.")

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let client = try control.client(dataDirectory: platform.data)
        let document = try await client.document(
            RuleCountsDocument.self, "GET", "/v1/rules", query: [("counts", "1")])
        guard !answer.json else { return StandardOutput.line(CommandJSON.text(document)) }
        if document.rules.isEmpty {
            StandardOutput.line("no rule is in force; `meridian rule set FILE` adds one")
        } else {
            var table = TextTable("RULE", "ON", "KIND", "WHAT", "REJECTED")
            for entry in document.rules {
                let rule = entry.rule
                table.add(
                    rule.name, "\(rule.target)", rule.kind.name, rule.kind.summary,
                    rule.isDry ? "\(entry.wouldReject) (dry)" : "\(entry.rejected)")
            }
            StandardOutput.line(table.text)
        }
        let unit = document.unit
        StandardOutput.line(
            "without a rule: \(unit.overload) for overload, \(unit.retries) retries, \(unit.deadline) too late; "
                + "\(unit.waiting) wait\(unit.isShedding ? "; overloaded now" : "")")
    }
}
