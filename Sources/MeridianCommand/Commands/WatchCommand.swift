import ArgumentParser
import Control
import MeridianCore

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Show changes of releases, aliases and rollouts as they are made.",
        discussion: "Goes on until it is interrupted. With --json each line is a document.")

    @Argument(help: "Only changes of this service.")
    var service: String?

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let name = try service.map { try ServiceName(argument: $0) }
        let client = try control.client(dataDirectory: platform.data)
        var shown = ChangeText()
        try await client.watch(name) { data, change in
            if answer.json {
                StandardOutput.line(data)
            } else {
                for line in shown.lines(change) { StandardOutput.line(line) }
            }
        }
    }
}
