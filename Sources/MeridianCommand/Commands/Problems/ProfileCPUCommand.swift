import ArgumentParser
import Control
import Foundation
import MeridianCore
import Traces

struct ProfileCPUCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile-cpu", abstract: "Draw where a function spends processor time, as a flame graph.",
        discussion: """
            Programs are sampled by `perf` on the platform's machine; they are stripped of symbols when they are packed, \
            so build with --keep-symbols to see names. Functions in JavaScript are sampled by JavaScriptCore, in their \
            authors' files where the package has a source map; the uppermost frame has the line.
            """)

    @Argument(help: ArgumentHelp("The function.", valueName: "service/function"))
    var function: String

    @Option(help: ArgumentHelp("For how long, 1 to 60.", valueName: "s"))
    var seconds = 5

    @Option(name: [.short, .long], help: ArgumentHelp("Where the graph is written.", valueName: "file.svg"))
    var output: String?

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    private struct Document: Encodable {
        var profile: CPUProfileDocument
        var file: String
    }

    func validate() throws {
        guard (1...60).contains(seconds) else { throw ValidationError("--seconds must be from 1 to 60") }
    }

    func run() async throws {
        let target = try FunctionArgument(function)
        let client = try control.client(dataDirectory: platform.data)
        let progress = answer.progress
        progress.step("sampling \(function) for \(seconds) s")
        defer { progress.clear() }
        let profile = try await client.document(
            CPUProfileDocument.self, "POST",
            "/v1/services/\(target.service)/functions/\(target.function)/cpu-profile",
            query: [("seconds", String(seconds))])
        progress.clear()
        let file = output ?? "\(target.service)-\(target.function).svg"
        let stacks = FoldedStacks(profile.folded)
        let graph = FlameGraph(
            stacks, title: "\(function)@\(profile.release), \(profile.samples) samples")
        do {
            try Data(graph.svg.utf8).write(to: URL(fileURLWithPath: file))
        } catch {
            throw CommandFailure(.storeUnusable, "'\(file)' can't be written: \(error.localizedDescription)")
        }
        guard !answer.json else { return StandardOutput.line(CommandJSON.text(Document(profile: profile, file: file))) }
        let instances = profile.processes.count == 1 ? "an instance" : "\(profile.processes.count) instances"
        StandardOutput.line("\(profile.samples) samples of \(instances) in \(seconds) s: \(file)")
        StandardOutput.line(Self.hottest(stacks))
    }

    private static let mostShown = 5

    /// Where most samples were, with their share of all.
    private static func hottest(_ stacks: FoldedStacks) -> String {
        let total = max(1, stacks.total)
        return stacks.innermost.prefix(mostShown).map { frame, count in
            let share = "\((Double(count) / Double(total) * 1_000).rounded() / 10) %"
            return String(repeating: " ", count: max(0, 9 - share.count)) + share + "  " + frame
        }.joined(separator: "\n")
    }
}
