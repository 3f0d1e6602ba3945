import Access
import ArgumentParser
import Control
import Foundation
import MeridianCore

struct SecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Set, list and remove the secrets of a service.",
        discussion: """
            A variable in meridian.yml names a secret by ${secret.NAME}; instances get its value when they start, and it \
            is shown nowhere.
            """,
        subcommands: [SecretSetCommand.self, SecretListCommand.self, SecretRemoveCommand.self])
}

/// The service and the name of a secret.
struct SecretArguments: ParsableArguments {
    @Argument(help: "The service.")
    var service: String

    @Argument(help: "The name of the secret.")
    var name: String

    func path() throws -> String {
        let service = try ServiceName(argument: service)
        guard let name = SecretName(name) else {
            throw CommandFailure(.badArgument, "'\(name)' is no name of a secret: \(SecretName.rule)")
        }
        return "/v1/services/\(service)/secrets/\(name)"
    }
}

struct SecretSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set a secret, its value from standard input or a file.",
        discussion: """
            One line end behind the value is left out. The value never stands on the command line, where other users \
            could see it.

              meridian secret set shop DB_PASSWORD < password
              meridian secret set shop TLS_KEY --from key.pem --restart
            """)

    @OptionGroup var secret: SecretArguments

    @Option(help: ArgumentHelp("The file that has the value; standard input otherwise.", valueName: "file"))
    var from: String?

    @Flag(help: "Replace the instances that run, without losing a request, so that all have the new value.")
    var restart = false

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let path = try secret.path()
        let client = try control.client(dataDirectory: platform.data)
        let set = try await client.document(
            SecretDocument.self, "PUT", path, contentType: "application/octet-stream", body: try value())
        if restart { try await client.perform("POST", "/v1/services/\(secret.service)/restart") }
        guard !answer.json else {
            StandardOutput.line(CommandJSON.text(set))
            return
        }
        StandardOutput.line(
            "\(secret.service)/\(set.name) is at version \(set.version); "
                + (restart ? "all instances have it" : "instances that start from now on have it"))
    }

    private func value() throws -> Data {
        var value: Data
        if let from {
            guard let content = FileManager.default.contents(atPath: from) else {
                throw CommandFailure(.badArgument, "'\(from)' can't be read", status: .noInput)
            }
            value = content
        } else {
            if isatty(STDIN_FILENO) == 1 { StandardError.write("value, ended by Ctrl-D: ") }
            value = try FileHandle.standardInput.readToEnd() ?? Data()
        }
        if value.last == 0x0A { value.removeLast() }
        if value.last == 0x0D { value.removeLast() }
        guard !value.isEmpty else { throw CommandFailure(.badArgument, "the value is empty") }
        return value
    }
}

struct SecretListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the names and versions of a service's secrets.")

    @Argument(help: "The service.")
    var service: String

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let service = try ServiceName(argument: service)
        let client = try control.client(dataDirectory: platform.data)
        let list = try await client.document(SecretListDocument.self, "GET", "/v1/services/\(service)/secrets")
        guard !answer.json else {
            StandardOutput.line(CommandJSON.text(list))
            return
        }
        guard !list.secrets.isEmpty else {
            StandardOutput.line("'\(service)' has no secret; `meridian secret set \(service) NAME` sets one")
            return
        }
        var table = TextTable("SECRET", "VERSION", "SET", "BY")
        for secret in list.secrets {
            table.add(secret.name, String(secret.version), secret.setAt.description, secret.setBy)
        }
        StandardOutput.line(table.text)
    }
}

struct SecretRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a secret; instances that need it start no more.")

    @OptionGroup var secret: SecretArguments
    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let path = try secret.path()
        let client = try control.client(dataDirectory: platform.data)
        try await client.perform("DELETE", path)
        let name = "\(secret.service)/\(secret.name)"
        StandardOutput.line(answer.json ? CommandJSON.text(["removed": name]) : "the secret \(name) is removed")
    }
}
