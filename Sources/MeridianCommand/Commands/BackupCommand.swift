import ArgumentParser
import Control
import Foundation

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write a backup of a platform while it runs.",
        discussion: """
            Releases, aliases, packages and events go into a new directory on the platform's machine, checked as they are \
            written. The owner's token is not among them, nor are metrics, traces and log lines, which platforms go on \
            without.
            """)

    @Argument(help: "The directory to be made.")
    var directory: String

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let path = URL(fileURLWithPath: directory).standardizedFileURL.path
        let backup = try await control.client(dataDirectory: platform.data).document(
            BackupDocument.self, "POST", "/v1/backups", sending: BackupRequestDocument(path: path))
        StandardOutput.line(answer.json ? CommandJSON.text(backup) : backup.summary)
    }
}

struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Bring back what a backup holds, before the platform is started.")

    @Argument(help: "The directory of the backup.")
    var directory: String

    @Option(help: ArgumentHelp("The data directory of the platform, which must not run.", valueName: "dir"))
    var data = ControlOptions.defaultDataDirectory

    @Flag(help: "Move what the data directory holds aside, to store.replaced; without, it must hold nothing.")
    var replace = false

    @OptionGroup var answer: OutputOptions

    func run() throws {
        let backup = try Platform.restore(directory, to: data, replacing: replace)
        StandardOutput.line(answer.json ? CommandJSON.text(backup) : backup.summary)
    }
}

extension BackupDocument {
    fileprivate var summary: String {
        "\(path)  \(files) \(files == 1 ? "file" : "files"), \(Quantities.bytes(Int(size)))"
    }
}
