import Control
import Foundation
import MeridianCore
import Telemetry

/// What `dev` tells: with `--json` one document a line, otherwise text.
struct DevelopmentReport: Sendable {
    let isJSON: Bool
    let progress: Progress

    private struct Line: Encodable {
        var kind: String
        var changed: [String]?
        var deployment: DeploymentDocument?
        var milliseconds: DevelopmentCycle.Timing?
        var error: String?
        var code: String?
        var diagnostics: [SourceDiagnostic]?
        var log: LogEntry?
        var gateway: String?
        var control: String?
        var tokenFile: String?

        init(_ kind: String) {
            self.kind = kind
        }
    }

    func ready(_ addresses: Platform.Addresses, tokenFile: String) {
        guard !isJSON else {
            var line = Line("ready")
            line.gateway = addresses.gateway
            line.control = addresses.control
            line.tokenFile = tokenFile
            return write(line)
        }
        say("gateway  \(addresses.gateway)\ncontrol  \(addresses.control)  (--token-file \(tokenFile))")
    }

    func changed(_ files: [String]) {
        guard !isJSON else {
            var line = Line("changed")
            line.changed = files
            return write(line)
        }
        say(
            "\(files.prefix(3).joined(separator: ", "))\(files.count > 3 ? " and \(files.count - 3) more" : "") changed"
        )
    }

    /// - Parameter showsTable: Whether the functions differ from those shown before.
    func live(_ outcome: DevelopmentCycle.Outcome, showsTable: Bool) {
        guard !isJSON else {
            var line = Line("live")
            line.deployment = outcome.deployment
            line.milliseconds = outcome.timing
            return write(line)
        }
        let timing = outcome.timing
        let times =
            "build \(Quantities.milliseconds(timing.build)), start \(Quantities.milliseconds(timing.start)), "
            + "swap \(Quantities.milliseconds(timing.swap))"
        let deployment = outcome.deployment
        say(
            deployment.isUnchanged
                ? "nothing changed in the program (build \(Quantities.milliseconds(timing.build)))"
                : "\(deployment.service) release \(deployment.release) is live: \(times)")
        if showsTable { say("\n\(FunctionTableText.render(deployment.functions))\n") }
    }

    /// - Parameter isServing: Whether an earlier release goes on answering.
    func failed(_ error: any Error, isServing: Bool) {
        let failure = CommandFailure(error)
        guard !isJSON else {
            var line = Line("failed")
            line.error = failure.message
            line.code = failure.code.description
            line.diagnostics = failure.diagnostics
            return write(line)
        }
        progress.clear()
        failure.report(asJSON: false)
        say(isServing ? "the release before goes on serving; waiting for a change" : "waiting for a change")
    }

    func log(_ entry: LogEntry) {
        guard !isJSON else {
            var line = Line("log")
            line.log = entry
            return write(line)
        }
        say(LogText.render(entry, isBrief: true))
    }

    private func write(_ line: Line) {
        StandardOutput.line(CommandJSON.text(line))
    }

    private func say(_ text: String) {
        progress.clear()
        StandardOutput.line(text)
    }
}
