import ArgumentParser
import Control
import Foundation
import UnixSignals

struct TopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top", abstract: "Show what every function does now.",
        discussion: """
            Refreshed each second on a terminal until interrupted; elsewhere, and with --once, shown once. With --json one \
            document, or without --once on a terminal one each second.
            """)

    @Flag(help: "Show it once.")
    var once = false

    @Option(
        help: ArgumentHelp(
            "What comes first: \(LiveTableOrder.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "what"))
    var sort = LiveTableOrder.qps

    @Option(help: ArgumentHelp("Over the last seconds, 1–60.", valueName: "n"))
    var seconds = 5

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func validate() throws {
        guard (1...60).contains(seconds) else { throw ValidationError("--seconds must be from 1 to 60") }
    }

    func run() async throws {
        let client = try control.client(dataDirectory: platform.data)
        guard !once, StandardOutput.isTerminal else { return show(try await functions(client)) }
        guard !answer.json else {
            while true {
                show(try await functions(client))
                try await Task.sleep(for: .seconds(1))
            }
        }
        try await watch(client)
    }

    /// Shows it until the command is interrupted; the screen is as it was afterwards.
    private func watch(_ client: ControlClient) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        // Asked before the screen is taken, so that a failure is read.
        let first = try await functions(client)
        StandardOutput.write(TerminalScreen.enter)
        defer { StandardOutput.write(TerminalScreen.leave) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in signals { return } }
            group.addTask {
                var document = first
                while true {
                    draw(document)
                    try await Task.sleep(for: .seconds(1))
                    document = try await functions(client)
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func functions(_ client: ControlClient) async throws -> LiveFunctionsDocument {
        try await client.document(
            LiveFunctionsDocument.self, "GET", "/v1/functions/live", query: [("seconds", String(seconds))])
    }

    private func show(_ document: LiveFunctionsDocument) {
        StandardOutput.line(answer.json ? CommandJSON.text(document) : LiveTableText.render(document, by: sort))
    }

    private func draw(_ document: LiveFunctionsDocument) {
        let size = TerminalScreen.size
        let text = LiveTableText.render(document, by: sort, lines: max(1, size.lines - 4))
        StandardOutput.write(TerminalScreen.frame(text, columns: size.columns))
    }
}
