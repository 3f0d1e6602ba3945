import ArgumentParser
import Control

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Find what is wrong with a running platform, and say how to mend it.",
        discussion: """
            Looks at the data directory's disk, what is kept of requests, what is exported, the clock, the sandbox, \
            packages of releases that aliases name, instances that crash or do not start, timers, queues and events \
            that were put aside, functions that fail, and tokens and certificates that expire. Ends with 1 when there are \
            errors. `meridian check` does the same for a service's project.
            """)

    @Flag(help: "End with 3 when there are warnings.")
    var strict = false

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let client = try control.client(dataDirectory: platform.data)
        let found = try await client.document(DiagnosisDocument.self, "GET", "/v1/diagnosis")
        if answer.json {
            StandardOutput.line(CommandJSON.text(found))
        } else {
            show(found)
        }
        let hasErrors = found.findings.contains { $0.severity == "error" }
        if hasErrors { throw ExitCode(ExitStatus.failure.rawValue) }
        if strict, !found.findings.isEmpty { throw ExitCode(ExitStatus.warnings.rawValue) }
    }

    private func show(_ found: DiagnosisDocument) {
        let width = (found.facts.map(\.name.count).max() ?? 0) + 2
        for fact in found.facts { StandardOutput.line(fact.name.padded(to: width) + fact.state) }
        for finding in found.findings {
            StandardOutput.line(
                "\n\(finding.severity): \(finding.code): \(finding.subject): \(finding.message)\n  mend: \(finding.mend)"
            )
        }
        StandardOutput.line("\n" + (found.findings.isEmpty ? "everything is well" : "\(found.findings.count) found"))
    }
}
