import Access
import ArgumentParser
import Control
import Foundation
import MeridianCore

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make, list and revoke the tokens of the control API.",
        subcommands: [TokenCreateCommand.self, TokenListCommand.self, TokenRevokeCommand.self])
}

struct TokenCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a token; it is shown once.",
        discussion: """
            A viewer looks. A developer also calls functions, publishes releases and decides which of them answers. An \
            operator also changes limits, queues, plans and secrets. An admin also makes tokens.

              meridian token create ci --role developer@shop --expires 30d

            With --aws it is an access key, for the AWS command and SDKs with the control port as their endpoint.

              export $(meridian token create ci --role developer --aws)
              aws lambda list-functions --endpoint-url http://127.0.0.1:7701
            """)

    @Argument(help: "The name under which the audit log knows it.")
    var name: String

    @Option(
        name: .customLong("role"),
        help: ArgumentHelp(
            "viewer, developer, operator or admin, @SERVICE behind it for one service; may be repeated.",
            valueName: "role[@service]"))
    var roles: [String]

    @Option(help: ArgumentHelp("When it expires: 12h, 90d, or never.", valueName: "time"))
    var expires = "90d"

    @Flag(help: "Make an access key and its secret, for clients that sign as AWS's do.")
    var aws = false

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        if let wrong = roles.first(where: { Grant($0) == nil }) {
            throw CommandFailure(.badArgument, "--role \(wrong) is no role: \(Grant.rule)")
        }
        guard let expiry = Lifetime(expires) else {
            throw CommandFailure(
                .badArgument, "--expires \(expires) is no time; write a number and m, h or d, or never")
        }
        let client = try control.client(dataDirectory: platform.data)
        let wish = NewTokenDocument(name: name, roles: roles, expiresIn: expiry.seconds, signs: aws ? true : nil)
        let made = try await client.document(
            CreatedTokenDocument.self, "POST", "/v1/tokens", contentType: "application/json",
            body: Data(CommandJSON.text(wish).utf8))
        guard !answer.json else {
            StandardOutput.line(CommandJSON.text(made))
            return
        }
        StandardError.write(
            "token '\(made.token.name)', \(made.token.roles.joined(separator: ", ")), expires "
                + "\(made.token.expiresAt?.description ?? "never"); it is shown this once:\n")
        if let accessKey = made.token.accessKey {
            StandardOutput.line("AWS_ACCESS_KEY_ID=\(accessKey)")
            StandardOutput.line("AWS_SECRET_ACCESS_KEY=\(made.secret)")
        } else {
            StandardOutput.line(made.secret)
        }
    }
}

/// How long a token is good for.
struct Lifetime: Equatable {
    /// `nil` for one that does not expire.
    var seconds: Double?

    /// `nil` for anything but `never`, or a number above 0 and a unit.
    init?(_ text: String) {
        guard text != "never" else { return }
        let units: [Character: Double] = ["m": 60, "h": 3_600, "d": 86_400]
        guard let last = text.last, let unit = units[last], let number = Int(text.dropLast()), number > 0 else {
            return nil
        }
        seconds = Double(number) * unit
    }
}

struct TokenListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the tokens, without their secrets.")

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let client = try control.client(dataDirectory: platform.data)
        let list = try await client.document(TokenListDocument.self, "GET", "/v1/tokens")
        guard !answer.json else {
            StandardOutput.line(CommandJSON.text(list))
            return
        }
        guard !list.tokens.isEmpty else {
            StandardOutput.line("there is no token but the owner's; `meridian token create` makes one")
            return
        }
        var table = TextTable("TOKEN", "ROLES", "MADE BY", "EXPIRES", "LAST USED")
        for token in list.tokens {
            table.add(
                token.name, token.roles.joined(separator: ", "), token.createdBy,
                token.expiresAt.map { $0 <= .now ? "expired" : $0.description } ?? "never",
                token.lastUsedAt?.description ?? "-")
        }
        StandardOutput.line(table.text)
    }
}

struct TokenRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take a token away; it opens nothing from then on.")

    @Argument(help: "The name of the token.")
    var name: String

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let client = try control.client(dataDirectory: platform.data)
        try await client.perform("DELETE", "/v1/tokens/\(ControlClient.segment(name))")
        StandardOutput.line(
            answer.json ? CommandJSON.text(["revoked": name]) : "token '\(name)' is revoked")
    }
}
