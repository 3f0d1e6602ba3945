import ArgumentParser
import Specification

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Find what is wrong with a service, and say how to mend it.",
        discussion: """
            Looks at the toolchain, Package.swift, meridian.yml (or f.yml), the functions of the program as it was built \
            last, their routes and timers, the package's size, and what workers need. Ends with the status of the gravest \
            error, or with 0.
            """)

    @Argument(help: "The directory of the service: a Swift package with one executable.")
    var directory = "."

    @Flag(help: "Build first, so that the functions are those of the sources.")
    var build = false

    @Flag(help: "End with 3 when there are warnings.")
    var strict = false

    @OptionGroup var building: BuildOptions
    @OptionGroup var answer: OutputOptions

    private struct Document: Encodable {
        var findings: [Finding]
        var facts: [Checkup.Fact]
        var errors: Int
        var warnings: Int
        var exitStatus: Int32
    }

    func run() async throws {
        let progress = answer.progress
        defer { progress.clear() }
        let directory = try ServiceDirectory(directory)
        var checkup = Checkup(
            directory: directory, builder: try building.builder(directory, progress), isBuilding: build)
        try await checkup.run()
        progress.clear()
        let status = checkup.status(isStrict: strict)
        if answer.json {
            StandardOutput.line(
                CommandJSON.text(
                    Document(
                        findings: checkup.findings, facts: checkup.facts, errors: checkup.count(.error),
                        warnings: checkup.count(.warning), exitStatus: status.rawValue)))
        } else {
            show(checkup)
        }
        guard status == .success else { throw ExitCode(status.rawValue) }
    }

    private func show(_ checkup: Checkup) {
        let width = (checkup.facts.map(\.name.count).max() ?? 0) + 2
        for fact in checkup.facts { StandardOutput.line(fact.name.padded(to: width) + fact.state) }
        for finding in checkup.findings { StandardOutput.line("\n" + finding.rendered) }
        let counts = [
            (checkup.count(.error), "error"), (checkup.count(.warning), "warning"), (checkup.count(.note), "note"),
        ]
        let words = counts.filter { $0.0 > 0 }.map { $0.0 == 1 ? "1 \($0.1)" : "\($0.0) \($0.1)s" }
        StandardOutput.line("\n" + (words.isEmpty ? "everything is well" : words.joined(separator: ", ")))
    }
}
