import Admission
import ArgumentParser
import Control
import Foundation

struct ProfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "Take the platform from one named state to another, and back.",
        discussion: """
            A profile has all rules, and how many instances are kept ready beyond what manifests say:

              {"rules": {"rules": […]}, "standby": {"shop/checkout": 20, "blog/*": 0}}

              meridian profile set rush rush.json
              meridian profile apply rush --dry-run
              meridian profile apply rush
              meridian profile return
            """,
        subcommands: [
            ProfileListCommand.self, ProfileSetCommand.self, ProfileRemoveCommand.self, ProfileApplyCommand.self,
            ProfileReturnCommand.self,
        ])
}

struct ProfileListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the profiles that are stored, and which one is applied.")

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let document = try await control.client(dataDirectory: platform.data).document(
            ProfileListDocument.self, "GET", "/v1/profiles")
        guard !answer.json else { return StandardOutput.line(CommandJSON.text(document)) }
        guard !document.profiles.isEmpty else {
            return StandardOutput.line("no profile is stored; `meridian profile set NAME FILE` stores one")
        }
        for name in document.profiles {
            StandardOutput.line(name == document.applied ? "\(name)  (applied)" : name)
        }
    }
}

struct ProfileSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Store a profile, without applying it.")

    @Argument(help: "The name of the profile.")
    var name: String

    @Argument(help: ArgumentHelp("JSON; - is standard input.", valueName: "file"))
    var file: String

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let document = try await control.client(dataDirectory: platform.data).document(
            ProfileDocument.self, "PUT", "/v1/profiles/\(name.percentEncodedSegment)",
            contentType: "application/json", body: try RuleFile.content(file))
        guard !answer.json else { return StandardOutput.line(CommandJSON.text(document)) }
        StandardOutput.line(
            "\(name) is stored with \(document.rules.rules.count) rules; "
                + "`meridian profile apply \(name)` puts it in force")
    }
}

struct ProfileRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Forget a profile. What is in force stays so.")

    @Argument(help: "The name of the profile.")
    var name: String

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let document = try await control.client(dataDirectory: platform.data).document(
            ProfileListDocument.self, "DELETE", "/v1/profiles/\(name.percentEncodedSegment)")
        StandardOutput.line(answer.json ? CommandJSON.text(document) : "\(name) is forgotten")
    }
}

struct ProfileApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Put a profile in force, and show what that changes.")

    @Argument(help: "The name of the profile.")
    var name: String

    @Flag(help: "Only show what would change.")
    var dryRun = false

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let document = try await control.client(dataDirectory: platform.data).document(
            ProfileChangeDocument.self, "POST", "/v1/profiles/\(name.percentEncodedSegment)/apply",
            query: [("dry", dryRun ? "1" : nil)])
        document.show(asJSON: answer.json)
    }
}

struct ProfileReturnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "return", abstract: "Bring back what was in force before a profile was applied.")

    @Flag(help: "Only show what would change.")
    var dryRun = false

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let document = try await control.client(dataDirectory: platform.data).document(
            ProfileChangeDocument.self, "POST", "/v1/profiles/return", query: [("dry", dryRun ? "1" : nil)])
        document.show(asJSON: answer.json)
    }
}

extension ProfileChangeDocument {
    fileprivate func show(asJSON: Bool) {
        StandardOutput.line(asJSON ? CommandJSON.text(self) : text)
    }

    /// As a diff.
    var text: String {
        var lines = added.map { "+ rule \($0)" } + removed.map { "- rule \($0)" } + changed.map { "~ rule \($0)" }
        if settingsChange { lines.append("~ settings") }
        func shown(_ count: Int?) -> String { count.map { "\($0)" } ?? "as the manifest says" }
        lines += standby.map { "~ standby \($0.on): \(shown($0.from)) → \(shown($0.to))" }
        if lines.isEmpty { lines.append("nothing changes") }
        if !isDryRun {
            lines.append(profile.map { "\($0) is in force; `meridian profile return` leads back" } ?? "back again")
        }
        return lines.joined(separator: "\n")
    }
}
