import Admission
import ArgumentParser
import Control
import Foundation
import NIOCore

struct RuleSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Put rules in force: one of a file, or all.",
        discussion: """
            A file with one rule adds it or replaces the one of its name. A file with a set, {"rules": […]}, replaces \
            everything that is in force.
            """)

    @Argument(help: ArgumentHelp("JSON; - is standard input.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp("Only if the rules in force are of this version, as `list --json` tells it.", valueName: "n")
    )
    var ifVersion: String?

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let path: String
        let body: Data
        switch try RuleFile(path: file) {
        case .one(let rule):
            path = "/v1/rules/\(rule.name.percentEncodedSegment)"
            body = Data(CommandJSON.text(rule).utf8)
        case .all(let set):
            path = "/v1/rules"
            body = Data(CommandJSON.text(set).utf8)
        }
        let document = try await control.client(dataDirectory: platform.data).document(
            RuleVersionDocument.self, "PUT", path, contentType: "application/json", fields: condition(ifVersion),
            body: body)
        document.show(asJSON: answer.json)
    }
}

struct RuleRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take a rule out of force.")

    @Argument(help: "The name of the rule.")
    var name: String

    @Option(
        help: ArgumentHelp("Only if the rules in force are of this version, as `list --json` tells it.", valueName: "n")
    )
    var ifVersion: String?

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let document = try await control.client(dataDirectory: platform.data).document(
            RuleVersionDocument.self, "DELETE", "/v1/rules/\(name.percentEncodedSegment)",
            fields: condition(ifVersion))
        document.show(asJSON: answer.json)
    }
}

private func condition(_ version: String?) -> [String: String] {
    version.map { ["If-Match": "\"\($0)\""] } ?? [:]
}

extension RuleVersionDocument {
    fileprivate func show(asJSON: Bool) {
        guard !asJSON else { return StandardOutput.line(CommandJSON.text(self)) }
        StandardOutput.line(
            "version \(version) with \(rules) rule\(rules == 1 ? "" : "s") is in force, within "
                + Quantities.milliseconds(milliseconds))
    }
}

extension String {
    /// As one segment of a path.
    var percentEncodedSegment: String {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        return addingPercentEncoding(withAllowedCharacters: allowed) ?? self
    }
}
