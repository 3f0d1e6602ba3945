import ArgumentParser
import Control
import Foundation
import MeridianCore

struct TimerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timer", abstract: "See when timers are due, and fire them by hand.",
        subcommands: [List.self, Fire.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the timers of live functions.")

        @Argument(help: "Only of this service.")
        var service: String?

        @OptionGroup var control: ControlOptions
        @OptionGroup var answer: OutputOptions

        func run() async throws {
            let path = try service.map { try "/v1/timers/\(ServiceName(argument: $0))" } ?? "/v1/timers"
            let list = try await control.client().document(TimerListDocument.self, "GET", path)
            guard !answer.json else { return StandardOutput.line(CommandJSON.text(list)) }
            guard !list.timers.isEmpty else { return StandardOutput.line("no live function has a timer") }
            var table = TextTable("FUNCTION", "SCHEDULE", "ZONE", "NEXT", "LAST")
            for timer in list.timers {
                table.add(
                    "\(timer.service)/\(timer.function)", timer.schedule, timer.timeZone,
                    timer.next?.description ?? "never", timer.last?.description ?? "-")
            }
            StandardOutput.line(table.text)
        }
    }

    struct Fire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have a timer's function run once now, beside its schedule.",
            discussion: "Returns when the run is accepted; `meridian event fate` tells what became of it.")

        @Argument(help: ArgumentHelp("The function.", valueName: "service/function"))
        var function: String

        @OptionGroup var control: ControlOptions
        @OptionGroup var answer: OutputOptions

        func run() async throws {
            let target = try FunctionArgument(function)
            let accepted = try await control.client().document(
                AcceptedCallsDocument.self, "POST",
                "/v1/services/\(target.service)/functions/\(target.function)/invocations",
                query: [("async", "1"), ("trigger", "timer")])
            StandardOutput.line(answer.json ? CommandJSON.text(accepted) : accepted.text)
        }
    }
}

extension AcceptedCallsDocument {
    /// A line for each call.
    var text: String {
        accepted.map { call in
            "accepted as event \(call.id) of \(call.service)/\(call.function)" + (call.isDuplicate ? ", before" : "")
        }.joined(separator: "\n")
    }
}
