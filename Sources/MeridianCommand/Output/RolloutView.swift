import Control
import MeridianCore
import Releases

/// Follows a rollout until it is over: as a picture that changes on a terminal, elsewhere a line for what happens, with
/// `--json` a document whenever it changes.
struct RolloutView {
    private static let interval = Duration.seconds(1)

    let client: ControlClient
    let asJSON: Bool
    var isTerminal = StandardOutput.isTerminal

    /// - Throws: ``ErrorCode/rolloutUndone`` when the release does not get all traffic.
    func follow(_ first: RolloutDocument) async throws {
        var rollout = first
        var shownLines = 0
        var last: RolloutDocument?
        while true {
            if asJSON {
                if rollout != last { StandardOutput.line(CommandJSON.text(rollout)) }
            } else if isTerminal {
                let picture = RolloutText.render(rollout, at: .now)
                // Back to the first line, and everything below it away.
                let back = shownLines > 0 ? "\u{1B}[\(shownLines)F\u{1B}[J" : ""
                StandardOutput.write(back + picture + "\n")
                shownLines = Self.rows(of: picture, columns: TerminalScreen.size.columns)
            } else {
                if last == nil { StandardOutput.line(RolloutText.headline(rollout)) }
                for event in rollout.events where last?.events.contains(event) != true {
                    StandardOutput.line(RolloutText.line(event))
                }
                if let problem = rollout.problem, problem != last?.problem { StandardOutput.line(problem) }
            }
            last = rollout
            guard !rollout.phase.isOver else { break }
            try await Task.sleep(for: Self.interval)
            rollout = try await client.rollout(rollout.id, of: rollout.service.rawValue)
        }
        guard rollout.phase == .completed else {
            throw CommandFailure(
                .rolloutUndone,
                "release \(rollout.release) of '\(rollout.service)' was \(rollout.phase.words)"
                    + (rollout.reason.map { ": \($0)" } ?? ""))
        }
    }

    /// The rows of a terminal that a text takes: it breaks lines that are longer than it is wide.
    static func rows(of text: String, columns: Int) -> Int {
        text.split(separator: "\n", omittingEmptySubsequences: false).reduce(0) { rows, line in
            rows + max(1, (line.count + columns - 1) / max(1, columns))
        }
    }
}
