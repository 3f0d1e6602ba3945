import ArgumentParser
import Control
import Foundation

struct TracingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tracing",
        abstract: "Tell whether requests are traced, or turn it on or off while the platform runs.",
        discussion: """
            It holds until the platform starts again; `meridian serve --no-traces` starts without. What is kept already \
            stays.
            """)

    enum Change: String, CaseIterable, ExpressibleByArgument {
        case on, off
    }

    @Argument(help: ArgumentHelp("What to do; without it nothing changes.", valueName: "on|off"))
    var change: Change?

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let client = try control.client(dataDirectory: platform.data)
        let tracing =
            if let change {
                try await client.document(
                    TracingDocument.self, "PUT", "/v1/tracing", contentType: "application/json",
                    body: Data(CommandJSON.text(TracingDocument(enabled: change == .on)).utf8))
            } else {
                try await client.document(TracingDocument.self, "GET", "/v1/tracing")
            }
        guard !answer.json else { return StandardOutput.line(CommandJSON.text(tracing)) }
        StandardOutput.line(tracing.enabled ? "requests are traced" : "requests are not traced")
    }
}
