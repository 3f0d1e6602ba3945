import ArgumentParser
import Control
import Foundation
import MeridianCore

struct DomainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "domain", abstract: "Give services host names of their own, and certificates for HTTPS.",
        discussion: """
            A domain answers wherever the platform listens. With a certificate it also answers by HTTPS, at the address \
            that `serve --listen-tls` names, with HTTP/2 for clients that speak it.
            """,
        subcommands: [DomainAddCommand.self, DomainListCommand.self, DomainRemoveCommand.self])
}

/// The domain of a command.
struct DomainArgument: ParsableArguments {
    @Argument(help: "The host name; *.NAME for all names one level below.")
    var domain: String

    func path() throws -> String {
        guard let name = DomainName(domain) else {
            throw CommandFailure(.badArgument, "'\(domain)' is no domain: \(DomainName.rule)")
        }
        return "/v1/domains/\(name.rawValue.replacing("*", with: "%2A"))"
    }
}

struct DomainAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a domain, or change where it leads and its certificate.",
        discussion: """
            Connections that begin from now on see the certificate; those that are open go on. The key is sealed under \
            the platform's master key and never shown.

              meridian domain add shop.example --service shop --certificate chain.pem --key key.pem
              meridian domain add beta.shop.example --service shop --alias beta
            """)

    @OptionGroup var name: DomainArgument

    @Option(help: "The service that answers.")
    var service: String

    @Option(help: "The alias of the service that answers; live otherwise.")
    var alias: String?

    @Option(help: ArgumentHelp("The chain in PEM, the domain's own certificate first.", valueName: "file"))
    var certificate: String?

    @Option(help: ArgumentHelp("The certificate's private key in PEM, without a password.", valueName: "file"))
    var key: String?

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let path = try name.path()
        let serviceName = try ServiceName(argument: service)
        let wish = DomainWishDocument(
            service: serviceName, alias: alias, certificate: try certificate.map(Self.text), key: try key.map(Self.text)
        )
        let client = try control.client(dataDirectory: platform.data)
        let domain = try await client.document(
            DomainDocument.self, "PUT", path, contentType: "application/json", body: try JSONEncoder().encode(wish))
        guard !answer.json else {
            StandardOutput.line(CommandJSON.text(domain))
            return
        }
        let place = domain.alias.map { "alias '\($0)' of '\(domain.service)'" } ?? "'\(domain.service)'"
        StandardOutput.line("\(domain.domain) leads to \(place)")
        if let certificate = domain.certificate {
            StandardOutput.line("its certificate is valid until \(certificate.validUntil)")
        }
    }

    private static func text(_ file: String) throws -> String {
        guard let content = FileManager.default.contents(atPath: file) else {
            throw CommandFailure(.badArgument, "'\(file)' can't be read", status: .noInput)
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw CommandFailure(.badArgument, "'\(file)' is no PEM: convert it with `openssl x509 -inform der`")
        }
        return text
    }
}

struct DomainListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show the domains.")

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let client = try control.client(dataDirectory: platform.data)
        let list = try await client.document(DomainListDocument.self, "GET", "/v1/domains")
        guard !answer.json else {
            StandardOutput.line(CommandJSON.text(list))
            return
        }
        guard !list.domains.isEmpty else {
            StandardOutput.line("there is no domain; `meridian domain add NAME --service SERVICE` adds one")
            return
        }
        var table = TextTable("DOMAIN", "SERVICE", "ALIAS", "CERTIFICATE UNTIL", "CHANGED", "BY")
        for domain in list.domains {
            table.add(
                domain.domain, domain.service.rawValue, domain.alias ?? "live",
                domain.certificate?.validUntil.description ?? "none", domain.changedAt.description, domain.changedBy)
        }
        StandardOutput.line(table.text)
    }
}

struct DomainRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a domain and its certificate.")

    @OptionGroup var name: DomainArgument
    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let path = try name.path()
        let client = try control.client(dataDirectory: platform.data)
        try await client.perform("DELETE", path)
        StandardOutput.line(
            answer.json ? CommandJSON.text(["removed": name.domain]) : "the domain \(name.domain) is removed")
    }
}
