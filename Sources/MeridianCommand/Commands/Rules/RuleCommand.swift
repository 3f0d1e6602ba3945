import ArgumentParser

struct RuleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rule", abstract: "Change what requests are held to, while the platform runs.",
        discussion: """
            A rule limits how much a function is called, leaves one alone that fails, or says who comes first. A change \
            is in force at once on every event loop.

              meridian rule set peak.json
              meridian rule list
              meridian rule simulate stricter.json --seconds 600
              meridian rule remove peak
            """,
        subcommands: [RuleListCommand.self, RuleSetCommand.self, RuleRemoveCommand.self, RuleSimulateCommand.self])
}
