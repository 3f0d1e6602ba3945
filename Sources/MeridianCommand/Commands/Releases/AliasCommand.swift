import ArgumentParser
import Control
import Foundation
import MeridianCore

struct AliasCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alias", abstract: "Name releases, and say which requests go where.",
        subcommands: [List.self, Set.self, Remove.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the aliases of a service with their addresses.")

        @OptionGroup var target: ServiceArgument

        func run() async throws {
            let list = try await target.client().document(AliasListDocument.self, "GET", target.path + "/aliases")
            target.show(list) {
                var table = TextTable("ALIAS", "RELEASE", "ADDRESS")
                for alias in list.aliases {
                    table.add(alias.alias.rawValue, ReleaseText.targets(alias.targets), alias.address)
                }
                return table.text
            }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Point an alias at a release.",
            discussion: """
                `meridian alias set shop canary 14` makes canary--shop.localhost answer by release 14. \
                `meridian alias set shop live 13 --candidate 14=10 --sticky cookie:session --rule header:x-tester=yes@14` \
                sends 10 of 100 sessions to release 14, and every request of a tester.
                """)

        @OptionGroup var target: ServiceArgument
        @Argument(help: "The name of the alias.")
        var alias: String
        @Argument(help: "The number of the release.")
        var release: Int

        @Option(help: ArgumentHelp("A release that gets a share in percent.", valueName: "release=percent"))
        var candidate: String?

        @Option(
            help: ArgumentHelp(
                "Sends requests with a value to a release: header:NAME=VALUE@RELEASE, cookie:… or query:…; several times.",
                valueName: "rule"))
        var rule: [String] = []

        @Option(
            help: ArgumentHelp(
                "What keeps a caller with one release: header:NAME, cookie:NAME or query:NAME.", valueName: "key"))
        var sticky: String?

        @Option(
            help: ArgumentHelp(
                "What tells which release a page came from, so that all it asks for goes there: cookie:NAME, which the "
                    + "gateway sets, header:NAME or query:NAME.", valueName: "key"))
        var pin: String?

        func validate() throws {
            guard AliasName(alias) != nil else {
                throw ValidationError("'\(alias)' is no name of an alias: \(AliasName.rule)")
            }
            _ = try targets()
        }

        func run() async throws {
            let alias = try await target.client().document(
                AliasDocument.self, "PUT", "\(target.path)/aliases/\(alias)", sending: targets())
            target.show(alias) { ReleaseText.line(alias) }
        }

        private func targets() throws -> AliasTargets {
            var targets = AliasTargets(release: release)
            if let candidate {
                guard let share = Share(candidate), (1...99).contains(share.percent) else {
                    throw ValidationError("--candidate '\(candidate)' is no share; write RELEASE=PERCENT with 1–99")
                }
                targets.candidate = .init(release: share.release, weight: share.percent)
            }
            targets.rules = try rule.map { text in
                guard let rule = AliasText.rule(text) else {
                    throw ValidationError(
                        "--rule '\(text)' can't be read; write header:NAME=VALUE@RELEASE, cookie:… or query:…")
                }
                return rule
            }
            targets.sticky = try key(sticky, of: "--sticky")
            targets.pin = try key(pin, of: "--pin")
            return targets
        }

        private func key(_ text: String?, of option: String) throws -> AliasTargets.Key? {
            guard let text else { return nil }
            guard let key = AliasText.key(text) else {
                throw ValidationError(
                    "\(option) '\(text)' can't be read; write header:NAME, cookie:NAME or query:NAME")
            }
            return key
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "Remove an alias; its releases stay.")

        @OptionGroup var target: ServiceArgument
        @Argument(help: "The name of the alias.")
        var alias: String

        func validate() throws {
            guard AliasName(alias) != nil else {
                throw ValidationError("'\(alias)' is no name of an alias: \(AliasName.rule)")
            }
        }

        private struct Removed: Encodable {
            var service: String
            var removed: String
        }

        func run() async throws {
            try await target.client().perform("DELETE", "\(target.path)/aliases/\(alias)")
            target.show(Removed(service: target.service, removed: alias)) {
                "the alias '\(alias)' of \(target.service) is removed"
            }
        }
    }
}

/// Keys and rules as they are written on the command line.
enum AliasText {
    /// Reads `header:x-tester`.
    static func key(_ text: some StringProtocol) -> AliasTargets.Key? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let name = String(text[text.index(after: colon)...])
        guard !name.isEmpty else { return nil }
        switch text[..<colon] {
        case "header": return .header(name)
        case "cookie": return .cookie(name)
        case "query": return .query(name)
        default: return nil
        }
    }

    /// Reads `header:x-tester=yes@14`.
    static func rule(_ text: String) -> AliasTargets.Rule? {
        guard let at = text.lastIndex(of: "@"), let release = Int(text[text.index(after: at)...]), release > 0,
            let equals = text[..<at].firstIndex(of: "="), let key = key(text[..<equals])
        else { return nil }
        let value = String(text[text.index(after: equals)..<at])
        return value.isEmpty ? nil : AliasTargets.Rule(key, equals: value, release: release)
    }
}
