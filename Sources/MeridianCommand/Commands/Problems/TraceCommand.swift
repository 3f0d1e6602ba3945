import ArgumentParser
import Control
import MeridianCore
import Traces

struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Show the course of a request: what called what, and where the time went.",
        discussion: """
            The id is that of the request, which every answer has in x-request-id, or that of its trace. Where callers \
            chose an id themselves and used it several times, all are shown, the newest first.
            """)

    @Argument(help: ArgumentHelp("The request or trace.", valueName: "id"))
    var id: String

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let client = try control.client(dataDirectory: platform.data)
        let trace = try await client.document(TraceDocument.self, "GET", "/v1/traces/\(ControlClient.segment(id))")
        StandardOutput.line(answer.json ? CommandJSON.text(trace) : TraceText.render(trace))
    }
}

struct TracesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "traces", abstract: "List the requests of which something is kept, the newest first.",
        discussion: """
            Failed requests are kept up to a rate, the slowest of each function, and a few of the rest. What is marked \
            as captured can be sent again by `meridian replay`.
            """)

    @Argument(help: ArgumentHelp("The service, or one of its functions.", valueName: "service[/function]"))
    var target: String

    @Flag(help: "Only the slowest of their function.")
    var slow = false

    @Flag(help: "Only those that failed or were turned away; with --slow what is either.")
    var failed = false

    @Option(help: ArgumentHelp("Only those of so long ago: 90s, 10m, 2h, 7d.", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("How many, 1 to 1000.", valueName: "n"))
    var limit = 50

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let target = try ServiceOrFunction(target)
        let seconds = try since.map { try TimeSpan($0).seconds }
        let client = try control.client(dataDirectory: platform.data)
        let list = try await client.document(
            TraceListDocument.self, "GET", "/v1/services/\(target.service)/traces",
            query: [
                ("function", target.function?.rawValue), ("slow", slow ? "1" : nil), ("failed", failed ? "1" : nil),
                ("since", seconds.map(String.init)), ("limit", String(limit)),
            ])
        guard !answer.json else { return StandardOutput.line(CommandJSON.text(list)) }
        guard !list.spans.isEmpty else { return StandardOutput.line("nothing is kept of such requests") }
        var table = TextTable("TIME", "FUNCTION", "STATUS", "TOOK", "QUEUE", "COLD", "KEPT", "CAPTURED", "REQUEST")
        for listed in list.spans {
            let span = listed.span
            table.add(
                span.time.description, "\(span.function)@\(span.release)", String(span.status),
                Quantities.milliseconds(span.milliseconds.total), Quantities.milliseconds(span.milliseconds.queue),
                span.isCold ? "cold" : "", span.reason.rawValue, listed.isCaptured ? "yes" : "", span.requestID)
        }
        StandardOutput.line(table.text)
    }
}
