import Foundation
import MeridianCore

/// A platform's own command, which carries out a deployment.
struct VendorTool: Sendable {
    let name: String
    private let tool: Tool
    private let progress: Progress

    /// The lines of a failed command that are shown.
    private static let shownLines = 20

    /// Where commands are found, and how they tell what they do.
    struct Surroundings: Sendable {
        var searchPath = Tool.searchPath
        var progress: Progress
    }

    /// - Parameter advice: How to come by the command.
    /// - Throws: ``CommandFailure`` when the command is not on the PATH.
    init(_ name: String, for platform: String, advice: String, _ surroundings: Surroundings) throws(CommandFailure) {
        guard let path = Tool.path(of: name, in: surroundings.searchPath) else {
            throw CommandFailure(
                .vendorCommandMissing,
                "'\(name)' is not on the PATH, and \(platform) is deployed to with it: \(advice). Nothing was deployed")
        }
        self.name = name
        progress = surroundings.progress
        tool = Tool(path: path)
    }

    /// Runs one step.
    /// - Parameters:
    ///   - step: What it does, as the rest of "NAME: ".
    ///   - accepted: Exit statuses that mean something other than failure.
    /// - Throws: ``CommandFailure`` with the end of what the command said.
    @discardableResult
    func run(_ step: String, _ arguments: [String], accepting accepted: Set<Int32> = [0]) async throws -> Tool.Outcome {
        progress.step("\(name): \(step)")
        let outcome = try await tool.run(arguments) { [progress] line in progress.detail(line) }
        guard accepted.contains(outcome.status) else {
            let said = outcome.lines.filter { !$0.allSatisfy(\.isWhitespace) }.suffix(Self.shownLines)
            throw CommandFailure(
                .vendorCommandFailed,
                "`\(name) \(Self.shown(arguments))` (\(step)) ended with status \(outcome.status)"
                    + (said.isEmpty ? "" : ":\n" + said.joined(separator: "\n")))
        }
        return outcome
    }

    private static func shown(_ arguments: [String]) -> String {
        arguments.map { $0.contains(where: \.isWhitespace) || $0.isEmpty ? "'\($0)'" : $0 }.joined(separator: " ")
    }
}
