import Access
import ArgumentParser
import Control
import Foundation
import MeridianCore
import Packaging

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make keys that sign packages, and say which of them a service trusts.",
        discussion: """
            A service that trusts a key takes only packages that were signed with one it trusts.

              meridian key create release.key
              meridian key trust shop ci ed25519:3b6a27bc…
              meridian deploy --sign release.key
            """,
        subcommands: [KeyCreateCommand.self, KeyTrustCommand.self, KeyListCommand.self, KeyRemoveCommand.self])
}

struct KeyCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a key pair; the private key goes into a file, the public one is shown.")

    @Argument(help: "The file of the private key; it must not be there yet.")
    var file: String

    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let key = SigningKey.make()
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure(
                .badArgument, "'\(file)' can't be made: \(String(cString: strerror(errno)))", status: .systemFailure)
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data((key.text + "\n").utf8))
        try handle.close()
        StandardOutput.line(
            answer.json ? CommandJSON.text(["publicKey": key.publicKey.text, "file": file]) : key.publicKey.text)
    }
}

struct KeyTrustCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "Let a service take what is signed with a key, and nothing unsigned any more.")

    @Argument(help: "The service.")
    var service: String

    @Argument(help: "The name of the key, for example of whoever has it.")
    var name: String

    @Argument(help: "The public key, as `key create` showed it.")
    var key: String

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let client = try control.client(dataDirectory: platform.data)
        let trusted = try await client.document(
            TrustedKey.self, "PUT", try KeyCommand.path(service, name), contentType: "application/json",
            body: try JSONEncoder().encode(TrustedKeyWishDocument(key: key)))
        StandardOutput.line(
            answer.json
                ? CommandJSON.text(trusted)
                : "\(service) trusts '\(trusted.name)'; packages without a trusted signature are refused")
    }
}

struct KeyListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the keys that a service trusts.")

    @Argument(help: "The service.")
    var service: String

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let client = try control.client(dataDirectory: platform.data)
        let list = try await client.document(TrustedKeyListDocument.self, "GET", try KeyCommand.path(service))
        guard !answer.json else {
            StandardOutput.line(CommandJSON.text(list))
            return
        }
        guard !list.keys.isEmpty else {
            StandardOutput.line("'\(service)' trusts no key and takes packages without signatures")
            return
        }
        var table = TextTable("NAME", "KEY", "TRUSTED", "BY")
        for key in list.keys { table.add(key.name, key.key, key.trustedAt.description, key.trustedBy) }
        StandardOutput.line(table.text)
    }
}

struct KeyRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Trust a key no more.",
        discussion: "Without its last key a service takes packages without signatures again.")

    @Argument(help: "The service.")
    var service: String

    @Argument(help: "The name of the key.")
    var name: String

    @OptionGroup var control: ControlOptions
    @OptionGroup var platform: DataDirectoryOption
    @OptionGroup var answer: OutputOptions

    func run() async throws {
        let client = try control.client(dataDirectory: platform.data)
        try await client.perform("DELETE", try KeyCommand.path(service, name))
        StandardOutput.line(
            answer.json ? CommandJSON.text(["removed": name]) : "\(service) trusts '\(name)' no more")
    }
}

extension KeyCommand {
    fileprivate static func path(_ service: String, _ name: String? = nil) throws -> String {
        let service = try ServiceName(argument: service)
        guard let name else { return "/v1/services/\(service)/keys" }
        guard !name.isEmpty, let escaped = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) else {
            throw CommandFailure(.badArgument, "'\(name)' is no name of a key")
        }
        return "/v1/services/\(service)/keys/\(escaped)"
    }
}

/// Signs packages, where the command line has a key.
struct SigningOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Sign the package with this private key, which `meridian key create` made.", valueName: "file"))
    var sign: String?

    /// The signature of a package; beside a zip that was signed before it lies as `ZIP.sig`.
    func signature(of package: String, digest: String, for service: ServiceName) throws -> PackageSignature? {
        guard let sign else {
            return try FileManager.default.contents(atPath: package + ".sig").map {
                try PackageSignature(text: String(decoding: $0, as: UTF8.self))
            }
        }
        guard let content = FileManager.default.contents(atPath: sign) else {
            throw CommandFailure(.badArgument, "'\(sign)' can't be read", status: .noInput)
        }
        do throws(MeridianError) {
            return try SigningKey(text: String(decoding: content, as: UTF8.self)).signed(digest, for: service)
        } catch {
            throw CommandFailure(error.code, "'\(sign)': \(error.message)")
        }
    }
}

extension SigningKey {
    fileprivate func signed(_ digest: String, for service: ServiceName) throws(MeridianError) -> PackageSignature {
        do {
            return try sign(digest, for: service)
        } catch {
            throw MeridianError(.badSigningKey, "it can't sign: \(error)", cause: error)
        }
    }
}
