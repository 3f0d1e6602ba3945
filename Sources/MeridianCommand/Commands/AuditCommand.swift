import ArgumentParser
import Control
import Foundation
import MeridianCore

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Show who changed what, the newest first.",
        discussion: """
            Each record carries the SHA-256 of the one before. `--verify` reads them all, tells which were changed, \
            removed or put elsewhere, and ends with 1 when any was. The SHA-256 that it shows is that of the last: who \
            keeps it elsewhere can see later that the log goes on from it.
            """)

    @Flag(help: "Read the whole log and tell what is wrong with it.")
    var verify = false

    @Option(help: ArgumentHelp("How many records, 1 to 1000.", valueName: "n"))
    var limit = 50

    @Option(help: ArgumentHelp("Only records before this number.", valueName: "number"))
    var before: Int?

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let client = try control.client(dataDirectory: platform.data)
        if verify { return try await verify(client) }
        let page = try await client.document(
            AuditDocument.self, "GET", "/v1/audit",
            query: [("limit", String(limit)), ("before", before.map(String.init))])
        guard !answer.json else {
            StandardOutput.line(CommandJSON.text(page))
            return
        }
        guard !page.records.isEmpty else {
            StandardOutput.line("nothing was changed")
            return
        }
        var table = TextTable("NUMBER", "TIME", "WHO", "WHAT", "SUBJECT")
        for record in page.records {
            table.add(String(record.number), record.time.description, record.actor, record.action, record.subject)
        }
        StandardOutput.line(table.text)
        if let next = page.next { StandardOutput.line("older ones: meridian audit --before \(next)") }
    }

    private func verify(_ client: ControlClient) async throws {
        let found = try await client.document(AuditVerificationDocument.self, "GET", "/v1/audit/verification")
        if answer.json {
            StandardOutput.line(CommandJSON.text(found))
        } else {
            for problem in found.problems { StandardOutput.line(problem) }
            let verdict =
                found.problems.isEmpty
                ? "all \(found.records) records are there and unchanged" : "the log was tampered with"
            StandardOutput.line("\(verdict); SHA-256 of the last record: \(found.digest)")
        }
        guard found.problems.isEmpty else { throw ExitCode(ExitStatus.failure.rawValue) }
    }
}
