import ArgumentParser
import Foundation
import MeridianCore
import Specification

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Write a meridian.yml that says what an f.yml says.",
        discussion: "What has no counterpart is told as a warning with its place.", aliases: ["convert"])

    @Argument(help: "The f.yml, or a directory that has one.")
    var source = "."

    @Option(name: [.short, .long], help: ArgumentHelp("Where to write; standard output otherwise.", valueName: "file"))
    var output: String?

    @Flag(help: "Write over a file that is there.")
    var force = false

    @OptionGroup var answer: OutputOptions

    private struct Document: Encodable {
        var specification: String
        var warnings: [SourceDiagnostic]
    }

    func run() throws {
        var isDirectory: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: source, isDirectory: &isDirectory)
        let named = isDirectory.boolValue ? "\(source)/\(ServiceDirectory.foreignSpecificationName)" : source
        let file = named.hasPrefix("./") ? String(named.dropFirst(2)) : named
        guard isThere, FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure(.noSuchSource, "there is no '\(file)'")
        }
        let converted = try ConvertedSpecification.load(from: file)
        if let output { try write(converted.text, to: output) }
        guard !answer.json else {
            StandardOutput.line(
                CommandJSON.text(
                    Document(
                        specification: converted.text, warnings: converted.warnings.map(SourceDiagnostic.init))))
            return
        }
        for warning in converted.warnings { StandardError.write(SourceDiagnostic(warning).rendered + "\n") }
        if output == nil { StandardOutput.write(converted.text) }
    }

    private func write(_ text: String, to output: String) throws {
        guard force || !FileManager.default.fileExists(atPath: output) else {
            throw CommandFailure(
                .fileExists, "'\(output)' is there already; write over it with --force", status: .systemFailure)
        }
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: output))
        } catch {
            throw CommandFailure(
                .unexpectedFailure, "'\(output)' can't be written: \(error.localizedDescription)",
                status: .systemFailure)
        }
    }
}
