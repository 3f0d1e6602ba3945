import ArgumentParser
import Control
import Foundation
import MeridianCore

struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "See to events that wait for functions, and to those that were put aside.",
        discussion: """
            An event that a function goes on failing with is put aside with the reason, as are events that are too old. \
            They stay until they are put back or removed.

              meridian queue peek shop/paid --dead
              meridian queue redrive shop/paid
            """,
        subcommands: [List.self, Peek.self, Redrive.self, Purge.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show how many events wait for each function.")

        @Argument(help: "Only of this service.")
        var service: String?

        @OptionGroup var control: ControlOptions
        @OptionGroup var answer: OutputOptions

        func run() async throws {
            let path = try service.map { try "/v1/queues/\(ServiceName(argument: $0))" } ?? "/v1/queues"
            let list = try await control.client().document(QueueListDocument.self, "GET", path)
            guard !answer.json else { return StandardOutput.line(CommandJSON.text(list)) }
            guard !list.queues.isEmpty else { return StandardOutput.line("no event was ever accepted") }
            var table = TextTable("FUNCTION", "PENDING", "DEAD", "DELAY")
            for queue in list.queues {
                let delay = queue.delaySeconds.map { String(format: "%.1f s", $0) } ?? "-"
                table.add("\(queue.service)/\(queue.function)", "\(queue.pending)", "\(queue.dead)", delay)
            }
            StandardOutput.line(table.text)
        }
    }

    struct Peek: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show events that wait, without taking them, or those that were put aside.")

        @Argument(help: ArgumentHelp("The function.", valueName: "service/function"))
        var function: String

        @Flag(help: "Those that were put aside.")
        var dead = false

        @Option(help: ArgumentHelp("At most so many, 1–1000.", valueName: "n"))
        var limit = 20

        @Option(help: ArgumentHelp("With --dead, those with higher numbers than this.", valueName: "id"))
        var after: Int64?

        @OptionGroup var control: ControlOptions
        @OptionGroup var answer: OutputOptions

        func run() async throws {
            let target = try FunctionArgument(function)
            let list = try await control.client().document(
                QueuedEventListDocument.self, "GET", target.queue + "/events",
                query: [("dead", dead ? "1" : nil), ("limit", String(limit)), ("after", after.map { String($0) })])
            guard !answer.json else { return StandardOutput.line(CommandJSON.text(list)) }
            guard !list.events.isEmpty else { return StandardOutput.line(dead ? "no event is dead" : "no event waits") }
            for event in list.events {
                let what = event.fields["ce-type"] ?? event.kind ?? "?"
                StandardOutput.line("\(event.id)  \(event.acceptedAt)  tries \(event.attempts)  \(what)")
                StandardOutput.line("    \(CommandJSON.text(event.data))")
                if let reason = event.reason { StandardOutput.line("    \(reason)") }
            }
        }
    }

    struct Redrive: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Put dead events back, as if they never were tried.")

        @Argument(help: ArgumentHelp("The function.", valueName: "service/function"))
        var function: String

        @Argument(help: ArgumentHelp("Which; all when none is named.", valueName: "id"))
        var ids: [Int64] = []

        @OptionGroup var control: ControlOptions
        @OptionGroup var answer: OutputOptions

        func run() async throws {
            let target = try FunctionArgument(function)
            let wish = RedriveDocument(ids: ids.isEmpty ? nil : ids)
            let change = try await control.client().document(
                QueueChangeDocument.self, "POST", target.queue + "/redrive", contentType: "application/json",
                body: Data(CommandJSON.text(wish).utf8))
            StandardOutput.line(answer.json ? CommandJSON.text(change) : "put back: \(change.count)")
        }
    }

    struct Purge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove the events that wait for a function, or those that were put aside.")

        @Argument(help: ArgumentHelp("The function.", valueName: "service/function"))
        var function: String

        @Flag(help: "Those that were put aside.")
        var dead = false

        @OptionGroup var control: ControlOptions
        @OptionGroup var answer: OutputOptions

        func run() async throws {
            let target = try FunctionArgument(function)
            let change = try await control.client().document(
                QueueChangeDocument.self, "DELETE", target.queue + "/events", query: [("dead", dead ? "1" : nil)])
            StandardOutput.line(answer.json ? CommandJSON.text(change) : "removed: \(change.count)")
        }
    }
}

extension FunctionArgument {
    fileprivate var queue: String { "/v1/queues/\(service)/\(function)" }
}
